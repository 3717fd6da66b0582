using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DingTalk.OpenPlatform.Events;

/// <summary>Signature and encryption of callbacks, as the platform prescribes them.</summary>
internal sealed class CallbackCipher
{
    private const int BlockSize = 32;
    private const int RandomBytes = 16;
    private const int HeadBytes = RandomBytes + sizeof(int);

    private readonly string _token;
    private readonly byte[] _key;

    public CallbackCipher(string token, string aesKey)
    {
        _token = token;
        // The last of 43 characters carries two bits too many, and they need not be zero: this decoder does not mind.
        _key = Convert.FromBase64String(aesKey + "=");
    }

    /// <summary>The signature of a message, in lower-case hex.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The platform's scheme is SHA-1 with a secret token.")]
    public string Sign(string timestamp, string nonce, string encrypted)
    {
        string[] parts = [_token, timestamp, nonce, encrypted];
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    /// <summary>Whether a signature is that of a message: in a time that tells nothing of where it differs.</summary>
    public bool IsSigned(string signature, string timestamp, string nonce, string encrypted) => IsSame(Sign(timestamp, nonce, encrypted), signature);

    /// <summary>Whether two texts are the same, likewise.</summary>
    public static bool IsSame(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    /// <summary>Text and owner key of a message; <see langword="null"/> if it was not encrypted with this key.</summary>
    public (string Text, string OwnerKey)? Decrypt(string encrypted)
    {
        try
        {
            using var aes = CreateAes();
            ReadOnlySpan<byte> plain = aes.DecryptCbc(Convert.FromBase64String(encrypted), _key.AsSpan(0, RandomBytes), PaddingMode.None);
            // The platform pads to 32 bytes, some of its samples to 16: the last byte tells.
            var pad = plain is [.., var last] && last is >= 1 and <= BlockSize ? last : 0;
            plain = plain[..^pad];
            var length = BinaryPrimitives.ReadInt32BigEndian(plain[RandomBytes..]);
            return (Encoding.UTF8.GetString(plain.Slice(HeadBytes, length)), Encoding.UTF8.GetString(plain[(HeadBytes + length)..]));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Encrypts a text for its owner.</summary>
    /// <param name="text">What to say.</param>
    /// <param name="ownerKey">The app's key or the corp's id.</param>
    /// <param name="random">16 bytes that nobody can guess.</param>
    public string Encrypt(string text, string ownerKey, ReadOnlySpan<byte> random)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var whole = HeadBytes + length + Encoding.UTF8.GetByteCount(ownerKey);
        var pad = BlockSize - (whole % BlockSize);
        var plain = new byte[whole + pad];
        random.CopyTo(plain);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(RandomBytes), length);
        Encoding.UTF8.GetBytes(text, plain.AsSpan(HeadBytes));
        Encoding.UTF8.GetBytes(ownerKey, plain.AsSpan(HeadBytes + length));
        plain.AsSpan(whole).Fill((byte)pad);
        using var aes = CreateAes();
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, RandomBytes), PaddingMode.None));
    }

    private Aes CreateAes()
    {
        var aes = Aes.Create();
        aes.Key = _key;
        return aes;
    }
}
