using System.Runtime.InteropServices;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>People who are stored one behind the other, each job title once: that is less to unpack than a record for each.</summary>
internal sealed record PackedPeople(ImmutableArray<Person> People);

/// <summary>What is stored of them.</summary>
[GenerateSerializer, Alias("dingtalk.checkpoint.packed-people")]
internal struct PackedPeopleSurrogate
{
    /// <summary>One behind the other, behind the number of the format and how many they are.</summary>
    [Id(0)] public byte[] Packed;
}

[RegisterConverter]
internal sealed class PackedPeopleConverter : IConverter<PackedPeople, PackedPeopleSurrogate>
{
    private const byte Format = 1;

    public PackedPeopleSurrogate ConvertToSurrogate(in PackedPeople value) => new() { Packed = Pack(value.People) };

    public PackedPeople ConvertFromSurrogate(in PackedPeopleSurrogate surrogate) => new(ImmutableCollectionsMarshal.AsImmutableArray(Unpack(surrogate.Packed)));

    private static byte[] Pack(ImmutableArray<Person> people)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var titles = new Dictionary<string, int>(StringComparer.Ordinal);
        writer.Write(Format);
        writer.Write7BitEncodedInt(people.Length);
        foreach (var person in people) Write(writer, person, titles);
        writer.Flush();
        return stream.ToArray();
    }

    private static Person[] Unpack(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        if (reader.ReadByte() is not Format and var other) throw new InvalidDataException($"People packed in format {other}; this version reads {Format}.");
        var people = new Person[reader.Read7BitEncodedInt()];
        var titles = new List<string>();
        foreach (ref var person in people.AsSpan()) person = Read(reader, titles);
        return people;
    }

    private static void Write(BinaryWriter writer, Person person, Dictionary<string, int> titles)
    {
        writer.Write(person.UserId);
        writer.Write(person.Name);
        WriteOptional(writer, person.UnionId);
        WriteOptional(writer, person.JobNumber);
        WriteTitle(writer, person.Title, titles);
        writer.Write(person.IsActive);
        writer.Write7BitEncodedInt(person.DepartmentIds.Length);
        foreach (var id in person.DepartmentIds) writer.Write7BitEncodedInt64(id);
        writer.Write(person.ReadAt.Ticks);
        writer.Write7BitEncodedInt(person.ReadAt.TotalOffsetMinutes);
    }

    private static Person Read(BinaryReader reader, List<string> titles) => new()
    {
        UserId = reader.ReadString(),
        Name = reader.ReadString(),
        UnionId = ReadOptional(reader),
        JobNumber = ReadOptional(reader),
        Title = ReadTitle(reader, titles),
        IsActive = reader.ReadBoolean(),
        DepartmentIds = ReadIds(reader),
        ReadAt = new(reader.ReadInt64(), TimeSpan.FromMinutes(reader.Read7BitEncodedInt())),
    };

    private static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    // A company has few titles: 0 for none, then each by its number, and once in words.
    private static void WriteTitle(BinaryWriter writer, string? title, Dictionary<string, int> titles)
    {
        if (title is null)
        {
            writer.Write7BitEncodedInt(0);
            return;
        }

        var isNew = titles.TryAdd(title, titles.Count + 1);
        writer.Write7BitEncodedInt(titles[title]);
        if (isNew) writer.Write(title);
    }

    private static string? ReadTitle(BinaryReader reader, List<string> titles)
    {
        var number = reader.Read7BitEncodedInt();
        if (number == titles.Count + 1) titles.Add(reader.ReadString());
        return number == 0 ? null : titles[number - 1];
    }

    private static ImmutableArray<long> ReadIds(BinaryReader reader)
    {
        var ids = new long[reader.Read7BitEncodedInt()];
        foreach (ref var id in ids.AsSpan()) id = reader.Read7BitEncodedInt64();
        return ImmutableCollectionsMarshal.AsImmutableArray(ids);
    }
}
