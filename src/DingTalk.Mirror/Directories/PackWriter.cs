using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace DingTalk.Mirror.Directories;

/// <summary>Writes numbers in as few bytes as they need, and texts as UTF-8; hands out what it has in pieces of a bounded size.</summary>
internal sealed class PackWriter
{
    /// <summary>Bytes of a piece at most: some milliseconds on a slow line, and no object of the large heap beside it.</summary>
    public const int PieceLength = 64 * 1024;

    private byte[] _buffer = new byte[PieceLength + 1024];
    private int _length;
    private uint _checksum;

    /// <summary>Whether a piece is full.</summary>
    public bool IsFull => _length >= PieceLength;

    public void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public void WriteNumber(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7) _buffer[_length++] = (byte)(value | 0x80);
        _buffer[_length++] = (byte)value;
    }

    public void WriteNumber(int value) => WriteNumber((ulong)value);

    /// <summary>A number that may be negative, smallest in size near 0.</summary>
    public void WriteSigned(long value) => WriteNumber((ulong)((value << 1) ^ (value >> 63)));

    public void WriteTime(DateTimeOffset? time) => WriteNumber(time is { } at ? (ulong)at.UtcTicks + 1 : 0);

    public void WriteGuid(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(_buffer.AsSpan(_length));
        _length += 16;
    }

    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber(length);
        Reserve(length);
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    /// <summary>Ends with what tells damage.</summary>
    public void Seal()
    {
        var checksum = Checksum(_checksum, _buffer.AsSpan(0, _length));
        Reserve(sizeof(uint));
        BitConverter.TryWriteBytes(_buffer.AsSpan(_length), checksum);
        _length += sizeof(uint);
    }

    /// <summary>The next piece; what is written beyond it stays for the one after.</summary>
    public ImmutableArray<byte> Take()
    {
        var piece = _buffer.AsSpan(0, Math.Min(_length, PieceLength)).ToArray();
        _checksum = Checksum(_checksum, piece);
        _length -= piece.Length;
        _buffer.AsSpan(piece.Length, _length).CopyTo(_buffer);
        return ImmutableCollectionsMarshal.AsImmutableArray(piece);
    }

    public static uint Checksum(uint before, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) before = BitOperations.Crc32C(before, word);
        foreach (var one in bytes[(bytes.Length & ~7)..]) before = BitOperations.Crc32C(before, one);
        return before;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
