using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Tests.Events;

/// <summary>Messages with known signatures and texts.</summary>
internal static class CallbackVectors
{
    public const string Token = "ZimToken2026";
    public const string AesKey = "kV7mQ2xT9bLw4ZcR8nYd5HsJ1pGf6AuE3oXi0WvKtMq";
    public const string OwnerKey = "dingsimapp0x7f3k9q2m";

    public const string EventText =
        """{"EventType":"user_modify_org","EventTime":1787300105123,"CorpId":"dingsim5c0rp77","BizId":"78123","eventId":"b3e1f0aa5d2c4e7f9a10","timeStamp":"1787300105120","diffInfo":[{"prev":{"workPlace":"杭州"},"curr":{"workPlace":"深圳"},"userid":"u40017"}],"userId":["u40017"]}""";

    public static readonly CallbackMessage Event = new(
        "1787300105456", "mR5tY8uK", "b648499c805af472bae9a30500255e237a3a430e",
        "zS4vCzYNl+W6SYU7fPDP0w9DuFHWleYd2SGw95dtSMOoMd4H9ckNF3thXnG/QYnjMS0uuKv1InmyF8FaBvZ5Hvcozn+7wcaq597t+NP5ulS3hqocEzWCVkgaTnXsuj5IUsvXG8SJQB25ybNBpsTgCmzb0VIAUIBW/Wnyrbgv3tD2e5T+Jrq74bQZHEuNI8zAKXQQhhOjbHD0YYStZBKx3VLW/slkWWK93RgVZ+uLDWhvhLGjBV+APPpuBqDIKGX//2rnumezBQ8HKZqFP3MxfqhZE1pAudddkz/zI/W74VEqSt5pGaKHdDutwl4PIpZHAjTIQJWR4t17S/NMLt3AGk8FYLB5HVlH1u5PkpvQXbUtxHmQpXnoyc1N6dOrR0gDFmz8mOIhtpUMlsGvNML624mIXcOzas8uTC6ibO9vLuM=");

    public static readonly CallbackMessage UrlCheck = new(
        "1787300100000", "Nq3Wp6Zs", "4e03c14f6d2026812ba3f10a1ada4d2c7550cffc",
        "4pgb6mkMCT7MOeJbvgpG/dd8uYYWmK2v0sE3Jgn6oeHgxyQ7fAj1rHyg7m+yJKjm98uTYi/42zdwUJ2NzSScmzY5fPr1mwnfNQGuOiFhAHppVj+esnminKfLZkWww522");

    public static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeMilliseconds(1787300105500);

    /// <summary>Any text, signed and encrypted as the platform does it.</summary>
    public static CallbackMessage Message(
        string text, string owner = OwnerKey, string timestamp = "1787300105456", string nonce = "n0nce", string token = Token, string aesKey = AesKey)
    {
        var cipher = new CallbackCipher(token, aesKey);
        var encrypted = cipher.Encrypt(text, owner, "0123456789abcdef"u8);
        return new CallbackMessage(timestamp, nonce, cipher.Sign(timestamp, nonce, encrypted), encrypted);
    }
}

internal sealed record CallbackMessage(string Timestamp, string Nonce, string Signature, string Encrypted)
{
    public string Query => $"?msg_signature={Signature}&signature={Signature}&timestamp={Timestamp}&nonce={Nonce}";

    public string Body => $$"""{"encrypt":"{{Encrypted}}"}""";
}
