using System.Security.Cryptography;
using System.Text;
using CsCheck;
using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Tests.Events;

public sealed class CallbackCipherTests
{
    private readonly CallbackCipher _cipher = new(CallbackVectors.Token, CallbackVectors.AesKey);

    [Fact]
    public void A_published_message_of_the_platforms_own_is_read()
    {
        var cipher = new CallbackCipher("123456", "1234567890123456789012345678901234567890123");
        const string Encrypted = "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==";

        Assert.True(cipher.IsSigned("9a95a004dd16f5c307e849b994173f76aa26e5eb", "1614767836", "A7Co0cJLMzIDtMMI", Encrypted));
        Assert.Equal(("success", "dingsnotzck6pm5veliw"), cipher.Decrypt(Encrypted));
    }

    [Fact]
    public void An_event_is_signed_and_read_as_in_the_worked_example()
    {
        var message = CallbackVectors.Event;

        Assert.Equal(message.Signature, _cipher.Sign(message.Timestamp, message.Nonce, message.Encrypted));
        Assert.Equal((CallbackVectors.EventText, CallbackVectors.OwnerKey), _cipher.Decrypt(message.Encrypted));
        Assert.Equal(message.Encrypted, _cipher.Encrypt(CallbackVectors.EventText, CallbackVectors.OwnerKey, "Qw7Zt2Lk9Xc4Vb1N"u8));
    }

    [Fact]
    public void The_answer_is_signed_and_encrypted_as_in_the_worked_example()
    {
        var encrypted = _cipher.Encrypt("success", CallbackVectors.OwnerKey, "a1B2c3D4e5F6g7H8"u8);

        Assert.Equal("5Z2b7onxxUoWXC05KweDndiDLmChWsfD+gZGMLNP7YIAAj76wfbSWexR1ncb7fCQatvdLVOS1M5MvMe9w8K1fw==", encrypted);
        Assert.Equal("3d191e7afa5cfd5b787b3e409ccd2adf7e3601cd", _cipher.Sign("1787300105501", "zP4wE9rT2yU6iO1a", encrypted));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Either_padding_block_is_read(int block) =>
        Assert.All(Enumerable.Range(0, 40), length =>
        {
            var text = new string('x', length);
            Assert.Equal((text, CallbackVectors.OwnerKey), _cipher.Decrypt(EncryptPaddedTo(block, text)));
        });

    [Fact]
    public void Whatever_is_encrypted_is_read_again() =>
        Gen.Select(Gen.String, Gen.String[Gen.Char.AlphaNumeric, 1, 30], Gen.Byte.Array[16]).Sample((text, owner, random) =>
        {
            var sendable = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));   // half a surrogate pair is no text
            return _cipher.Decrypt(_cipher.Encrypt(sendable, owner, random)) == (sendable, owner);
        });

    [Fact]
    public void What_is_no_message_is_not_read_and_harms_nothing() =>
        Gen.OneOf(Gen.String, Gen.Byte.Array[0, 100].Select(Convert.ToBase64String), Gen.Byte.Array[16, 96].Select(EncryptRaw)).Sample(text =>
        {
            _ = _cipher.Decrypt(text);
        });

    private static string EncryptPaddedTo(int block, string text)
    {
        byte[] plain = [.. "0123456789abcdef"u8, 0, 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text + CallbackVectors.OwnerKey)];
        var pad = block - (plain.Length % block);
        return EncryptRaw([.. plain, .. Enumerable.Repeat((byte)pad, pad)]);
    }

    private static string EncryptRaw(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromHexString("915ee6436c53f5b2f0e19711f2761de47b09d6919fe80b84de85e2d16bcab4ca");
        return Convert.ToBase64String(aes.EncryptCbc(plain.AsSpan(0, plain.Length / 16 * 16), aes.Key.AsSpan(0, 16), PaddingMode.None));
    }
}
