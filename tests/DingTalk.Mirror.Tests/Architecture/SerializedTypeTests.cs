using System.Reflection;
using System.Text.Json;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Tokens;

namespace DingTalk.Mirror.Tests.Architecture;

public sealed class SerializedTypeTests
{
    [Fact]
    public void Every_serialized_type_has_an_alias_of_its_own()
    {
        var aliases = MirrorAssemblies.SerializedTypes.Concat(MirrorAssemblies.GrainInterfaces).Select(MirrorAssemblies.AliasOf).ToList();

        Assert.All(aliases, alias => Assert.StartsWith("dingtalk.", alias, StringComparison.Ordinal));
        Assert.Equal(aliases.Distinct(StringComparer.Ordinal), aliases);
    }

    [Fact]
    public void Every_field_number_of_a_type_is_given_once() => Assert.All(MirrorAssemblies.SerializedTypes, type =>
    {
        var numbers = type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(member => member.GetCustomAttribute<IdAttribute>()?.Id)
            .OfType<uint>()
            .ToList();
        Assert.Equal(numbers.Distinct(), numbers);
    });

    // What has no number is lost on the way to another silo.
    [Fact]
    public void Every_value_of_a_serialized_type_has_a_number() => Assert.All(
        MirrorAssemblies.SerializedTypes.Where(type => !type.IsEnum)
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(IsStored),
        property => Assert.True(property.IsDefined(typeof(IdAttribute)), $"{property.DeclaringType!.Name}.{property.Name}"));

    [Fact]
    public void Every_exception_of_ours_is_serialized() => Assert.All(
        MirrorAssemblies.Types.Where(type => type.IsAssignableTo(typeof(Exception))),
        type => Assert.True(type.IsAssignableTo(typeof(MirrorException)) && type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false), type.Name));

    [Fact]
    public void A_token_shows_its_value_to_nobody_who_prints_or_serializes_it_as_text()
    {
        var token = new AppToken("s3cr3t", DateTimeOffset.UnixEpoch);

        Assert.Equal("s3cr3t", token.Reveal());
        Assert.DoesNotContain("s3cr3t", $"{token}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(token), StringComparison.Ordinal);
    }

    private static bool IsStored(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
