using System.Reflection;

namespace DingTalk.Mirror.Tests.Architecture;

public sealed class GrainContractTests
{
    private static IEnumerable<MethodInfo> Methods => MirrorAssemblies.GrainInterfaces.SelectMany(type => type.GetMethods());

    [Fact]
    public void There_are_grains_to_look_at()
    {
        Assert.InRange(MirrorAssemblies.GrainInterfaces.Count(), 7, 100);
        Assert.InRange(MirrorAssemblies.GrainClasses.Count(), 7, 100);
    }

    // Also keeps the dashboard from calling a method: it calls those without a parameter to show a grain's state.
    [Fact]
    public void Every_grain_method_ends_in_a_cancellation_token() =>
        Assert.Empty(Methods.Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)).Select(Tell));

    [Fact]
    public void No_grain_method_is_called_as_the_dashboard_would_call_it() =>
        Assert.Empty(Methods.Where(method => method.Name is "GetState").Select(Tell));

    [Fact]
    public void Every_grain_interface_has_an_alias_of_its_own()
    {
        var aliases = MirrorAssemblies.GrainInterfaces.Select(MirrorAssemblies.AliasOf).ToList();

        Assert.All(aliases, alias => Assert.StartsWith("dingtalk.", alias, StringComparison.Ordinal));
        Assert.Equal(aliases.Distinct(StringComparer.Ordinal), aliases);
    }

    [Fact]
    public void Every_grain_method_has_an_alias_of_its_own() => Assert.All(MirrorAssemblies.GrainInterfaces, type =>
    {
        var aliases = type.GetMethods().Select(MirrorAssemblies.AliasOf).ToList();
        Assert.DoesNotContain(null, aliases);
        Assert.Equal(aliases.Distinct(StringComparer.Ordinal), aliases);
    });

    [Fact]
    public void Every_grain_class_has_a_type_name_of_its_own()
    {
        var names = MirrorAssemblies.GrainClasses.Select(TypeNameOf).ToList();

        Assert.All(names, name => Assert.StartsWith("dingtalk.", name, StringComparison.Ordinal));
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }

    // Some stores keep rows by state name and key only, without the grain's type.
    [Fact]
    public void Every_stored_state_has_a_name_of_its_own_in_the_mirrors_storage()
    {
        var states = MirrorAssemblies.GrainClasses.SelectMany(type => type.GetConstructors())
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>())
            .OfType<PersistentStateAttribute>()
            .ToList();

        Assert.InRange(states.Count, 6, 100);
        Assert.All(states, state => Assert.Equal(StorageNames.Mirror, state.StorageName));
        Assert.Equal(states.Select(state => state.StateName).Distinct(StringComparer.Ordinal), states.Select(state => state.StateName));
    }

    private static string? TypeNameOf(Type grain) =>
        grain.GetCustomAttributesData().SingleOrDefault(data => data.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value as string;

    private static string Tell(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
