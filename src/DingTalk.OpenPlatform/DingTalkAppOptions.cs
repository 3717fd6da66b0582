using System.ComponentModel.DataAnnotations;
using DingTalk.OpenPlatform.Tokens;

namespace DingTalk.OpenPlatform;

/// <summary>One internal app of one corp, and how to call the platform on its behalf. Validated when the host starts.</summary>
public sealed class DingTalkAppOptions
{
    /// <summary>Client ID, formerly AppKey. From the developer console.</summary>
    [Required]
    public string AppKey { get; set; } = "";

    /// <summary>Client Secret, formerly AppSecret. Keep it out of source code; nothing of this package prints it. A new one counts as soon as the
    /// configuration is read again; everything else is read once.</summary>
    [Required]
    public string AppSecret { get; set; } = "";

    /// <summary>The app's AgentId. Only work notices need it.</summary>
    [Range(1, long.MaxValue)]
    public long? AgentId { get; set; }

    /// <summary>Host of <c>/topapi/…</c>, <c>/gettoken</c>, <c>/auth/scopes</c>. Default: <c>https://oapi.dingtalk.com</c>.</summary>
    [Required]
    public Uri LegacyAddress { get; set; } = new("https://oapi.dingtalk.com");

    /// <summary>Host of <c>/v1.0/…</c>. Default: <c>https://api.dingtalk.com</c>.</summary>
    [Required]
    public Uri Address { get; set; } = new("https://api.dingtalk.com");

    /// <summary>Which call fetches the token. Default: <see cref="TokenEndpoint.OAuth2"/>.</summary>
    [EnumDataType(typeof(TokenEndpoint))]
    public TokenEndpoint TokenEndpoint { get; set; } = TokenEndpoint.OAuth2;

    /// <summary>Language of names, where the platform has them in several: <c>zh_CN</c> (default) or <c>en_US</c>.</summary>
    [Required, RegularExpression("zh_CN|en_US")]
    public string Language { get; set; } = "zh_CN";

    /// <summary>Calls a second to one API. Default: 20, the Standard edition's limit; the enterprise pack allows 60.</summary>
    [Range(1, 60)]
    public int CallsPerSecond { get; set; } = 20;

    /// <summary>How much closer together two calls may arrive at the platform than they left here. Default: 40 ms.</summary>
    /// <remarks>Added to the one-second window of the in-process gate: it costs 4 % of the speed and saves most refusals.</remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan JitterAllowance { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>From the bytes leaving to the whole answer read. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The whole call: token, wait at the gate, every attempt. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts after the first, where repeating can help and does no harm. Default and most: 3, as the platform asks.</summary>
    [Range(0, 3)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Points both hosts at one address: a simulator, or a gateway of one's own.</summary>
    public void UseAddress(Uri address) => LegacyAddress = Address = address;

    /// <summary>Names the app, never its secret.</summary>
    public override string ToString() => $"DingTalkAppOptions(AppKey {AppKey}, AppSecret redacted)";
}
