using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Tests.Architecture;

/// <summary>Makes a value of any serialized type with everything in it set, and tells everything that is in a value.</summary>
internal static class Values
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static object Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Make(inner);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type == typeof(string)) return "词";
        if (type == typeof(bool)) return true;
        if (type == typeof(Guid)) return new Guid("5f0c5b0e-3c39-4a1c-9a3c-0d3a4d8b1c11");
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(1_234);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 6, 11, 18, 0, 0, TimeSpan.FromHours(8));
        if (type.IsPrimitive) return Convert.ChangeType(41, type, CultureInfo.InvariantCulture);
        if (type == typeof(Exception)) return new InvalidOperationException("cause");
        if (type.IsGenericTypeDefinition) return Make(type.MakeGenericType(typeof(string)));
        if (type.IsAbstract && MirrorAssemblies.SerializedTypes.FirstOrDefault(other => other.IsSubclassOf(type)) is { } concrete) return Make(concrete);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return MakeArray(type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable))) return MakeCollection(type.GetGenericArguments());
        // A person is stored without the stamp, which only an answer has.
        if (type == typeof(PackedPeople)) return new PackedPeople([(Person)MakeObject(typeof(Person)) with { Stamp = null }]);
        return MakeObject(type);
    }

    /// <summary>Every property of a value and of those in it, as text.</summary>
    public static string Tell(object? value)
    {
        var told = new StringBuilder();
        Tell(told, value);
        return told.ToString();
    }

    private static void Tell(StringBuilder told, object? value)
    {
        switch (value)
        {
            case null:
                told.Append("null");
                break;
            case string or Enum or Type:
                told.Append(CultureInfo.InvariantCulture, $"'{value}'");
                break;
            case IFormattable plain and (ValueType):
                told.Append(plain.ToString(value is DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable many:
                told.Append('[');
                foreach (var one in IsDefault(many) ? Array.Empty<object>() : many.Cast<object?>())
                {
                    Tell(told, one);
                    told.Append(", ");
                }

                told.Append(IsDefault(many) ? "default]" : "]");
                break;
            default:
                TellProperties(told, value);
                break;
        }
    }

    private static void TellProperties(StringBuilder told, object value)
    {
        told.Append(value.GetType().Name).Append(" { ");
        foreach (var property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0 && property.DeclaringType != typeof(Exception)))
        {
            told.Append(property.Name).Append(" = ");
            Tell(told, property.GetValue(value));
            told.Append("; ");
        }

        told.Append('}');
    }

    private static bool IsDefault(IEnumerable many) =>
        many.GetType().GetProperty(nameof(ImmutableArray<>.IsDefault)) is { } isDefault && (bool)isDefault.GetValue(many)!;

    private static object MakeObject(Type type)
    {
        var constructor = type.GetConstructors(Own)
            .Where(candidate => candidate.GetParameters().All(parameter => parameter.ParameterType != type))
            .MaxBy(candidate => candidate.GetParameters().Length);
        var value = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
        foreach (var property in type.GetProperties(Own).Where(property => property.IsDefined(typeof(IdAttribute)) && property.SetMethod is not null))
        {
            property.SetValue(value, Make(property.PropertyType));
        }

        return value;
    }

    private static object MakeArray(Type item)
    {
        var items = Array.CreateInstance(item, 2);
        items.SetValue(Make(item), 0);
        items.SetValue(Make(item), 1);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name is nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(item)
            .Invoke(null, [items])!;
    }

    private static object MakeCollection(Type[] arguments)
    {
        if (arguments is [var item])
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Make(item));
            return list;
        }

        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        dictionary.Add(Make(arguments[0]), Make(arguments[1]));
        return dictionary;
    }
}
