using System.Text;
using DingTalk.Mirror.Errors;

namespace DingTalk.Mirror.Directories;

/// <summary>Reads what <see cref="PackWriter"/> wrote. What cannot be right is refused before it does harm.</summary>
internal ref struct PackReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    public PackReader(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < sizeof(uint) || BitConverter.ToUInt32(packed[^sizeof(uint)..]) != PackWriter.Checksum(0, packed[..^sizeof(uint)]))
        {
            throw Damaged("the checksum is another");
        }

        _bytes = packed[..^sizeof(uint)];
    }

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public byte ReadByte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged("it ends too early");

    public ulong ReadNumber()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Damaged("a number has no end");
    }

    public int ReadInt() => ReadNumber() is <= int.MaxValue and var value ? (int)value : throw Damaged("a number is too large");

    /// <summary>How many follow, each of which takes at least a byte.</summary>
    public int ReadCount() => ReadInt() is var count && count <= _bytes.Length - _at ? count : throw Damaged("it ends too early");

    public long ReadSigned()
    {
        var value = ReadNumber();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public DateTimeOffset? ReadTime() => ReadNumber() switch
    {
        0 => null,
        var ticks and <= long.MaxValue when (long)ticks - 1 <= DateTimeOffset.MaxValue.UtcTicks => new((long)ticks - 1, TimeSpan.Zero),
        _ => throw Damaged("a time is none"),
    };

    public Guid ReadGuid() => new(Take(16));

    public string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    public static DirectoryFormatException Damaged(string how) => new($"An update of the directory arrived damaged: {how}. It is asked for again, from the beginning.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at) throw Damaged("it ends too early");
        _at += length;
        return _bytes.Slice(_at - length, length);
    }
}
