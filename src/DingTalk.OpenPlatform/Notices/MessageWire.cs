using System.Globalization;
using System.Text.Json.Serialization;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>The platform's <c>msg</c> object: a type, and one object of that name.</summary>
internal sealed record MessageWire
{
    [JsonPropertyName("msgtype")]
    public required string Type { get; init; }

    [JsonPropertyName("text")]
    public TextWire? Text { get; init; }

    [JsonPropertyName("image")]
    public MediaWire? Image { get; init; }

    [JsonPropertyName("voice")]
    public VoiceWire? Voice { get; init; }

    [JsonPropertyName("file")]
    public MediaWire? File { get; init; }

    [JsonPropertyName("link")]
    public LinkWire? Link { get; init; }

    [JsonPropertyName("markdown")]
    public MarkdownWire? Markdown { get; init; }

    [JsonPropertyName("oa")]
    public OaWire? Oa { get; init; }

    [JsonPropertyName("action_card")]
    public ActionCardWire? ActionCard { get; init; }

    public NoticeMessage? ToMessage() => Type switch
    {
        "text" when Text is { } text => new TextMessage(text.Content),
        "image" when Image is { } image => new ImageMessage(image.MediaId),
        "voice" when Voice is { } voice => new VoiceMessage(voice.MediaId, int.TryParse(voice.Duration, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0),
        "file" when File is { } file => new FileMessage(file.MediaId),
        "link" when Link is { } link => new LinkMessage(link.Url, link.PictureId, link.Title, link.Text),
        "markdown" when Markdown is { } markdown => new MarkdownMessage(markdown.Title, markdown.Text),
        "oa" when Oa is { } oa => new OaMessage(oa.Url, oa.Head, oa.Body, oa.PcUrl, oa.StatusBar),
        "action_card" when ActionCard is { Buttons: { } buttons } card =>
            new ActionCardMessage(card.Markdown, buttons, card.Layout is "1" ? ButtonLayout.Horizontal : ButtonLayout.Vertical, card.Title),
        "action_card" when ActionCard is { SingleTitle: { } title, SingleUrl: { } url } card =>
            new ActionCardMessage(card.Markdown, new ActionButton(title, url), card.Title),
        _ => null,
    };
}

internal sealed record TextWire([property: JsonPropertyName("content")] string Content);

internal sealed record MediaWire([property: JsonPropertyName("media_id")] string MediaId);

internal sealed record VoiceWire(
    [property: JsonPropertyName("media_id")] string MediaId,
    [property: JsonPropertyName("duration")] string Duration);

internal sealed record LinkWire(
    [property: JsonPropertyName("messageUrl")] string Url,
    [property: JsonPropertyName("picUrl")] string PictureId,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text);

internal sealed record MarkdownWire(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text);

internal sealed record OaWire(
    [property: JsonPropertyName("message_url")] string Url,
    [property: JsonPropertyName("pc_message_url")] string? PcUrl,
    [property: JsonPropertyName("head")] OaHead Head,
    [property: JsonPropertyName("status_bar")] StatusBar? StatusBar,
    [property: JsonPropertyName("body")] OaBody Body);

internal sealed record ActionCardWire
{
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    [JsonPropertyName("markdown")]
    public required string Markdown { get; init; }

    [JsonPropertyName("single_title")]
    public string? SingleTitle { get; init; }

    [JsonPropertyName("single_url")]
    public string? SingleUrl { get; init; }

    [JsonPropertyName("btn_orientation")]
    public string? Layout { get; init; }

    [JsonPropertyName("btn_json_list")]
    public IReadOnlyList<ActionButton>? Buttons { get; init; }
}
