namespace DingTalk.Simulator;

/// <summary>What the plaintext of a callback looks like; the platform's pages and live traces disagree.</summary>
public enum CallbackForm
{
    /// <summary><c>EventTime</c>, <c>BizId</c>, <c>eventId</c> and a payload in camel case: the current pages.</summary>
    Current,

    /// <summary><c>TimeStamp</c>, no event id and a payload in Pascal case: the archived page and live traces.</summary>
    Archived,
}

/// <summary>The app's HTTP callback, as the developer console has it.</summary>
public sealed class CallbackOptions
{
    /// <summary>The app's address, to which all events go.</summary>
    public Uri? Url { get; set; }

    /// <summary>Goes into the signature: 3–64 characters.</summary>
    public string Token { get; set; } = "";

    /// <summary>EncodingAESKey: 43 letters or digits.</summary>
    public string AesKey { get; set; } = "";

    /// <summary>Ends the plaintext. Null: the AppKey; an app registered by API has the CorpId.</summary>
    public string? OwnerKey { get; set; }

    /// <summary>Default: that of the current pages.</summary>
    public CallbackForm Form { get; set; }

    /// <summary>Why the platform's console would not take it; null if it would.</summary>
    internal string? Fault =>
        Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } ? "The callback needs an absolute http or https address."
        : Token is not { Length: >= 3 and <= 64 } ? "The callback's token has 3 to 64 characters."
        : AesKey is not { Length: 43 } || !AesKey.All(char.IsAsciiLetterOrDigit) ? "The callback's AES key has exactly 43 letters or digits."
        : null;
}
