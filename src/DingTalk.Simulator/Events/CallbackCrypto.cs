using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DingTalk.Simulator.Events;

/// <summary>Encryption and signature of callbacks. The key's last character may carry bits that the decoder ignores.</summary>
internal sealed class CallbackCrypto(string token, string aesKey, string ownerKey)
{
    private const int RandomLength = 16;
    private const int LengthLength = 4;
    private const int Block = 32;

    private readonly byte[] _key = Convert.FromBase64String(aesKey + "=");

    /// <summary>Random bytes, length, text and owner key, padded to 32 bytes, under AES-256-CBC.</summary>
    public string Encrypt(string text, ReadOnlySpan<byte> random)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var owner = Encoding.UTF8.GetBytes(ownerKey);
        var length = RandomLength + LengthLength + bytes.Length + owner.Length;
        var padding = Block - (length % Block);
        var buffer = new byte[length + padding];
        random.CopyTo(buffer);
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(RandomLength), bytes.Length);
        bytes.CopyTo(buffer, RandomLength + LengthLength);
        owner.CopyTo(buffer, RandomLength + LengthLength + bytes.Length);
        buffer.AsSpan(length).Fill((byte)padding);
        using var aes = CreateAes();
        return Convert.ToBase64String(aes.EncryptCbc(buffer, Vector, PaddingMode.None));
    }

    /// <summary>The text, or null if it is not one that was encrypted for this owner. Any padding of 1 to 32 bytes is taken.</summary>
    public string? Decrypt(string encrypted)
    {
        try
        {
            using var aes = CreateAes();
            var buffer = aes.DecryptCbc(Convert.FromBase64String(encrypted), Vector, PaddingMode.None).AsSpan();
            if (buffer.Length > 0 && buffer[^1] is >= 1 and <= Block)
                buffer = buffer[..^buffer[^1]];
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer[RandomLength..]);
            var text = buffer.Slice(RandomLength + LengthLength, length);
            var owner = buffer[(RandomLength + LengthLength + length)..];
            return string.Equals(Encoding.UTF8.GetString(owner), ownerKey, StringComparison.Ordinal) ? Encoding.UTF8.GetString(text) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>SHA-1 of the four texts in ordinal order.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The platform's protocol.")]
    public string Sign(string timestamp, string nonce, string encrypted)
    {
        string[] parts = [token, timestamp, nonce, encrypted];
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    private ReadOnlySpan<byte> Vector => _key.AsSpan(0, 16);

    [SuppressMessage("Security", "CA5401", Justification = "The platform's protocol: the vector is the head of the key.")]
    private Aes CreateAes()
    {
        var aes = Aes.Create();
        aes.Key = _key;
        return aes;
    }
}
