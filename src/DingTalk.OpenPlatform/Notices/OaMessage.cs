using System.Text.Json.Serialization;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>A form-like card: head, title, rows, one highlighted figure, and a status that can be changed later.</summary>
public sealed record OaMessage : NoticeMessage
{
    /// <param name="url">Where a click leads.</param>
    /// <param name="head">Its head.</param>
    /// <param name="body">Its body.</param>
    /// <param name="pcUrl">Where a click leads on a computer.</param>
    /// <param name="statusBar">A status; then at most 5 people and no departments can be addressed.</param>
    /// <exception cref="ArgumentException">A field is empty, unsendable or too long.</exception>
    public OaMessage(string url, OaHead head, OaBody body, string? pcUrl = null, StatusBar? statusBar = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(body);
        Url = MessageLimits.Required(url, "oa.message_url");
        PcUrl = MessageLimits.Optional(pcUrl, "oa.pc_message_url");
        CheckHead(head);
        CheckBody(body);
        Head = head;
        Body = body with { Form = body.Form is { } rows ? [.. rows] : null };
        StatusBar = statusBar;
        FrozenJson = Freeze(new MessageWire { Type = "oa", Oa = new OaWire(url, pcUrl, Head, statusBar, Body) });
    }

    /// <summary>Where a click leads.</summary>
    public string Url { get; }

    /// <summary>Where a click leads on a computer.</summary>
    public string? PcUrl { get; }

    /// <summary>Its head.</summary>
    public OaHead Head { get; }

    /// <summary>Its body.</summary>
    public OaBody Body { get; }

    /// <summary>Its status.</summary>
    public StatusBar? StatusBar { get; }

    private static void CheckHead(OaHead head)
    {
        MessageLimits.Required(head.Text, "oa.head.text", MessageLimits.OaHead, nameof(head));
        if (head.Color is not { Length: 8 } color || !color.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"oa.head.bgcolor is 8 letters or digits, as FF3C7DFF without 0x; it is \"{head.Color}\".", nameof(head));
    }

    private static void CheckBody(OaBody body)
    {
        MessageLimits.Optional(body.Title, "oa.body.title", parameter: nameof(body));
        MessageLimits.Optional(body.Content, "oa.body.content", parameter: nameof(body));
        MessageLimits.Optional(body.ImageId, "oa.body.image", parameter: nameof(body));
        MessageLimits.Optional(body.FileCount, "oa.body.file_count", parameter: nameof(body));
        MessageLimits.Optional(body.Author, "oa.body.author", parameter: nameof(body));
        MessageLimits.Optional(body.Rich?.Number, "oa.body.rich.num", parameter: nameof(body));
        MessageLimits.Optional(body.Rich?.Unit, "oa.body.rich.unit", parameter: nameof(body));
        foreach (var row in body.Form ?? [])
        {
            MessageLimits.Optional(row.Key, "oa.body.form.key", parameter: nameof(body));
            MessageLimits.Optional(row.Value, "oa.body.form.value", parameter: nameof(body));
        }
    }
}

/// <summary>Head of an OA message.</summary>
/// <param name="Text">1–10 characters; in a work notice the app's name is shown instead.</param>
/// <param name="Color">8 letters or digits: two for transparency, six for the colour, without <c>0x</c>.</param>
public sealed record OaHead(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("bgcolor")] string Color = "FFBBBBBB");

/// <summary>Body of an OA message; every part is optional.</summary>
public sealed record OaBody
{
    /// <summary>The platform advises at most 50 characters.</summary>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <summary>The first 6 rows are shown.</summary>
    [JsonPropertyName("form")]
    public IReadOnlyList<OaFormRow>? Form { get; init; }

    /// <summary>One highlighted figure.</summary>
    [JsonPropertyName("rich")]
    public OaRich? Rich { get; init; }

    /// <summary>The first 3 lines are shown.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }

    /// <summary>A media id from the upload.</summary>
    [JsonPropertyName("image")]
    public string? ImageId { get; init; }

    /// <summary>Shown as it is, not verified.</summary>
    [JsonPropertyName("file_count")]
    public string? FileCount { get; init; }

    /// <summary>Shown as it is.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }
}

/// <summary>A row of an OA message.</summary>
/// <param name="Key">Left.</param>
/// <param name="Value">Right.</param>
public sealed record OaFormRow(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("value")] string Value);

/// <summary>A highlighted figure.</summary>
/// <param name="Number">The figure.</param>
/// <param name="Unit">Its unit.</param>
public sealed record OaRich(
    [property: JsonPropertyName("num")] string Number,
    [property: JsonPropertyName("unit")] string? Unit = null);

/// <summary>The status of an OA message.</summary>
public sealed record StatusBar
{
    /// <param name="caption">What it says.</param>
    /// <param name="color">Background as <c>0xFF</c> and 6 hexadecimal digits; black if absent.</param>
    /// <exception cref="ArgumentException">Empty or unsendable.</exception>
    public StatusBar(string caption, string? color = null)
    {
        Caption = MessageLimits.Required(caption, "status_value");
        Color = MessageLimits.Optional(color, "status_bg");
    }

    /// <summary>What it says.</summary>
    [JsonPropertyName("status_value")]
    public string Caption { get; }

    /// <summary>Its background.</summary>
    [JsonPropertyName("status_bg")]
    public string? Color { get; }
}
