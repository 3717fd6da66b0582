using System.Globalization;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>Plain text.</summary>
public sealed record TextMessage : NoticeMessage
{
    /// <param name="content">Required; the platform advises at most 500 characters.</param>
    /// <exception cref="ArgumentException">Empty, unsendable or too long.</exception>
    public TextMessage(string content)
    {
        Content = MessageLimits.Required(content, "text.content");
        FrozenJson = Freeze(new MessageWire { Type = "text", Text = new TextWire(content) });
    }

    /// <summary>What it says.</summary>
    public string Content { get; }
}

/// <summary>A picture that was uploaded before.</summary>
public sealed record ImageMessage : NoticeMessage
{
    /// <param name="mediaId">From the media upload. The platform advises 600 × 400 pixels.</param>
    /// <exception cref="ArgumentException">Empty or unsendable.</exception>
    public ImageMessage(string mediaId)
    {
        MediaId = MessageLimits.Required(mediaId, "image.media_id");
        FrozenJson = Freeze(new MessageWire { Type = "image", Image = new MediaWire(mediaId) });
    }

    /// <summary>The uploaded picture.</summary>
    public string MediaId { get; }
}

/// <summary>A recording that was uploaded before.</summary>
public sealed record VoiceMessage : NoticeMessage
{
    /// <param name="mediaId">From the media upload.</param>
    /// <param name="seconds">1–59.</param>
    /// <exception cref="ArgumentException">Empty, unsendable, or out of bounds.</exception>
    public VoiceMessage(string mediaId, int seconds)
    {
        MediaId = MessageLimits.Required(mediaId, "voice.media_id");
        if (seconds < 1)
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "voice.duration is at least 1 second.");
        MessageLimits.NotOver(seconds, MessageLimits.VoiceSeconds - 1, "voice.duration", "seconds", nameof(seconds));
        Seconds = seconds;
        FrozenJson = Freeze(new MessageWire { Type = "voice", Voice = new VoiceWire(mediaId, seconds.ToString(CultureInfo.InvariantCulture)) });
    }

    /// <summary>The uploaded recording.</summary>
    public string MediaId { get; }

    /// <summary>How long it lasts.</summary>
    public int Seconds { get; }
}

/// <summary>A file that was uploaded before; at most 10 MB, which only the platform can see.</summary>
public sealed record FileMessage : NoticeMessage
{
    /// <param name="mediaId">From the media upload.</param>
    /// <exception cref="ArgumentException">Empty or unsendable.</exception>
    public FileMessage(string mediaId)
    {
        MediaId = MessageLimits.Required(mediaId, "file.media_id");
        FrozenJson = Freeze(new MessageWire { Type = "file", File = new MediaWire(mediaId) });
    }

    /// <summary>The uploaded file.</summary>
    public string MediaId { get; }
}

/// <summary>A link with picture, title and text.</summary>
public sealed record LinkMessage : NoticeMessage
{
    /// <param name="url">Where a click leads.</param>
    /// <param name="pictureId">A media id from the upload.</param>
    /// <param name="title">The platform advises at most 100 characters.</param>
    /// <param name="text">The platform advises at most 500 characters.</param>
    /// <exception cref="ArgumentException">One is empty or unsendable, or the whole is too long.</exception>
    public LinkMessage(string url, string pictureId, string title, string text)
    {
        Url = MessageLimits.Required(url, "link.messageUrl");
        PictureId = MessageLimits.Required(pictureId, "link.picUrl");
        Title = MessageLimits.Required(title, "link.title");
        Text = MessageLimits.Required(text, "link.text");
        FrozenJson = Freeze(new MessageWire { Type = "link", Link = new LinkWire(url, pictureId, title, text) });
    }

    /// <summary>Where a click leads.</summary>
    public string Url { get; }

    /// <summary>The uploaded picture.</summary>
    public string PictureId { get; }

    /// <summary>Its title.</summary>
    public string Title { get; }

    /// <summary>Its text.</summary>
    public string Text { get; }
}

/// <summary>Markdown: headings, quotes, bold, italic, links, pictures, lists and line breaks; nothing else is shown.</summary>
public sealed record MarkdownMessage : NoticeMessage
{
    /// <param name="title">Shown in the list of conversations.</param>
    /// <param name="text">At most 5,000 characters, and what 2,048 bytes hold. A line break is <c>\n</c>, best with two spaces before and after.</param>
    /// <exception cref="ArgumentException">One is empty, unsendable or too long.</exception>
    public MarkdownMessage(string title, string text)
    {
        Title = MessageLimits.Required(title, "markdown.title");
        Text = MessageLimits.Required(text, "markdown.text", MessageLimits.Markdown);
        FrozenJson = Freeze(new MessageWire { Type = "markdown", Markdown = new MarkdownWire(title, text) });
    }

    /// <summary>Shown in the list of conversations.</summary>
    public string Title { get; }

    /// <summary>The Markdown.</summary>
    public string Text { get; }
}
