using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace DingTalk.Mirror.Tests;

/// <summary>A folder may use those that stand before it, so that each can be read, and changed, without the ones behind.</summary>
public sealed class FolderOrderTests
{
    private static readonly Assembly Mirror = typeof(MirrorOptions).Assembly;

    private static readonly string[] Order =
    [
        "", "Errors", "Telemetry", "Loading", "Storage", "Tokens", "Quotas", "Changes", "Views", "Feeds", "Silos", "Directories", "Guards", "Users", "Departments", "Events",
        "Sweeps", "Notices", "Organizations", "Clients", "Health", "Hosting",
    ];

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    [Fact]
    public void Every_folder_of_the_mirror_has_its_place_in_the_order()
    {
        var folders = Written().Select(FolderOf).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Order.Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void A_folder_uses_only_those_before_it()
    {
        var backwards =
            from type in Written()
            from used in UsedBy(type)
            where used.Assembly == Mirror && IsWritten(used) && Array.IndexOf(Order, FolderOf(used)) > Array.IndexOf(Order, FolderOf(type))
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(backwards.Distinct());
    }

    [Fact]
    public void The_search_sees_what_a_method_body_uses()
    {
        Assert.Contains(typeof(Mirror.Loading.LoadWait), UsedBy(Mirror.GetType("DingTalk.Mirror.Departments.DepartmentGrain", throwOnError: true)!));
    }

    private static IEnumerable<Type> Written() => Mirror.GetTypes().Where(type => !type.IsNested && IsWritten(type));

    // Not what Orleans, the compiler and the other generators add.
    private static bool IsWritten(Type type) => FolderOrNull(type) is not null
        && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute));

    private static string FolderOf(Type type) => FolderOrNull(type)!;

    private static string? FolderOrNull(Type type) => type.Namespace switch
    {
        "DingTalk.Mirror" => "",
        "Orleans.Hosting" or "Microsoft.Extensions.DependencyInjection" => "Hosting",
        { } space when space.StartsWith("DingTalk.Mirror.", StringComparison.Ordinal) => space["DingTalk.Mirror.".Length..],
        _ => null,
    };

    private static IEnumerable<Type> UsedBy(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var signatures = type.GetFields(All).Select(field => field.FieldType)
            .Concat(type.GetMethods(All).Select(method => method.ReturnType))
            .Concat(type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).SelectMany(method => method.GetParameters(), (_, parameter) => parameter.ParameterType))
            .Concat(type.GetInterfaces());
        var bodies = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).SelectMany(UsedInBody);
        var nested = type.GetNestedTypes(All).SelectMany(UsedBy);
        return signatures.Concat(bodies).Append(type.BaseType ?? typeof(object)).SelectMany(Parts).Select(Outermost).Concat(nested);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericParameter ? [] : type.GetGenericArguments().SelectMany(Parts).Append(type);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> UsedInBody(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } il) yield break;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var i = 0; i < il.Length;)
        {
            var code = OpCodesByValue[il[i] == 0xFE ? (short)(0xFE00 | il[i + 1]) : il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(il, i), typeArguments, methodArguments)!;
                yield return member as Type ?? member.DeclaringType ?? typeof(object);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    foreach (var argument in generic.GetGenericArguments()) yield return argument;
                }
            }

            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }
}
