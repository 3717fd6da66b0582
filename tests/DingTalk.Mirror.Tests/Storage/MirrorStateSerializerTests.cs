using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Storage;
using DingTalk.Mirror.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace DingTalk.Mirror.Tests.Storage;

public sealed class MirrorStateSerializerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly MirrorStateSerializer _serializer;

    public MirrorStateSerializerTests() => _serializer = new(_services.GetRequiredService<Serializer>());

    public static TheoryData<string> RowNames => [.. StoredRows.ByName.Keys];

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Every_class_of_rows_has_an_example() => Assert.Equal(
        MirrorAssemblies.GrainClasses.SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute), inherit: false))
            .Select(parameter => parameter.ParameterType.GetGenericArguments()[0])
            .Append(typeof(Mirror.Changes.ChangeSegmentState))
            .Append(typeof(Mirror.Changes.CheckpointPieceState))
            .Append(typeof(Mirror.Changes.CheckpointPiece))
            .Select(type => type.Name).Order(StringComparer.Ordinal),
        StoredRows.All.Select(row => row.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(RowNames))]
    public void A_row_comes_back_whole(string name)
    {
        var row = StoredRows.ByName[name];

        var back = Read(row.GetType(), Write(row));

        Assert.Equal(Values.Tell(row), Values.Tell(back));
    }

    // To add the fixture of a new shape: run this test, and put the text that it prints into the file that it names.
    // A file that exists is never changed: it is what somebody's store holds.
    [Theory, MemberData(nameof(RowNames))]
    public void A_row_of_an_earlier_shape_is_still_read(string name)
    {
        var file = Path.Combine(MirrorAssemblies.Repository, "tests", "DingTalk.Mirror.Tests", "Storage", "Fixtures", $"{name}.base64");
        var row = StoredRows.ByName[name];
        if (!File.Exists(file)) Assert.Fail($"No fixture {file}. Its text:\n{Convert.ToBase64String(Write(row).ToArray())}");

        var back = Read(row.GetType(), new(Convert.FromBase64String(File.ReadAllText(file).Trim())));

        Assert.Equal(Values.Tell(row), Values.Tell(back));
    }

    [Fact]
    public void A_row_of_something_else_is_refused_with_what_to_do()
    {
        foreach (var foreign in new[] { "", "D", "DTM", """{"AppFingerprint":"x"}""" })
        {
            var thrown = Assert.Throws<MirrorStateException>(() => _serializer.Deserialize<OrganizationState>(BinaryData.FromString(foreign)));
            Assert.Contains("a store, or a ServiceId, of its own", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_of_a_newer_format_is_refused_and_says_so()
    {
        var row = _serializer.Serialize(new OrganizationState { CorpId = "ding1" }).ToArray();
        row[3]++;

        var thrown = Assert.Throws<MirrorStateException>(() => _serializer.Deserialize<OrganizationState>(new(row)));

        Assert.Contains("format 2, and this version reads up to 1", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_row_is_refused_with_what_to_do()
    {
        var row = _serializer.Serialize(new OrganizationState { CorpId = "ding1", AppFingerprint = "0123456789abcdef" }).ToArray();

        foreach (var length in Enumerable.Range(5, row.Length - 5))
        {
            var thrown = Assert.Throws<MirrorStateException>(() => _serializer.Deserialize<OrganizationState>(new(row[..length])));
            Assert.Contains("is damaged", thrown.Message, StringComparison.Ordinal);
            Assert.Contains("restore the storage", thrown.Message, StringComparison.Ordinal);
        }
    }

    private BinaryData Write(object row) => (BinaryData)Generic(nameof(MirrorStateSerializer.Serialize), row.GetType()).Invoke(_serializer, [row])!;

    private object Read(Type type, BinaryData stored) =>
        Generic(nameof(MirrorStateSerializer.Deserialize), type).Invoke(_serializer, [stored])!;

    private static System.Reflection.MethodInfo Generic(string method, Type type) =>
        typeof(MirrorStateSerializer).GetMethod(method)!.MakeGenericMethod(type);
}
