using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DingTalk.Mirror.Notices;
using DingTalk.OpenPlatform.Notices;

namespace DingTalk.Mirror.Host.Front;

/// <summary>A notice to send: one of <c>text</c>, <c>markdown</c> and <c>message</c>, and to whom.</summary>
internal sealed partial record NoticeRequest
{
    /// <summary>A plain text.</summary>
    public string? Text { get; init; }

    /// <summary>A title and a text in DingTalk's subset of Markdown.</summary>
    public MarkdownRequest? Markdown { get; init; }

    /// <summary>Any message of the platform, as its <c>msg</c> object.</summary>
    public JsonElement? Message { get; init; }

    /// <summary>Departments whose people, and the people of everything below, get it.</summary>
    public IReadOnlyList<long>? Subtrees { get; init; }

    /// <summary>People who get it by themselves.</summary>
    public IReadOnlyList<string>? UserIds { get; init; }

    /// <summary>The same key again is the same notice and sends nothing. Without one every request is a notice of its own.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it is sent although not everybody under its departments could be found.</summary>
    public bool EvenIfIncomplete { get; init; }

    /// <summary>The notice.</summary>
    /// <exception cref="InvalidNoticeException">It cannot be built; the message says what is wrong, and by how much.</exception>
    public Notice ToNotice()
    {
        if (new object?[] { Text, Markdown, Message }.Count(kind => kind is not null) != 1)
            throw new InvalidNoticeException("A notice says exactly one thing: give one of text, markdown and message.");
        try
        {
            var notice = Words().ToSubtree(Subtrees ?? []).ToUsers(UserIds ?? []);
            if (Key is not null) notice = notice.WithKey(Key);
            return EvenIfIncomplete ? notice.EvenIfIncomplete() : notice;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidNoticeException(Required.Sentence(exception));
        }
    }

    private Notice Words() => Text is not null ? Notice.Text(Text)
        : Markdown is not null ? Notice.Markdown(Markdown.Title, Markdown.Text)
        : Notice.Of(NoticeMessage.FromJson(WithoutEscapes(Message!.Value.GetRawText())));

    // Many JSON writers escape what is not ASCII, and the platform refuses that. What JSON itself must escape stays escaped.
    private static string WithoutEscapes(string json) => Escape().Replace(json, escape =>
        escape.Groups["hex"] is { Success: true } hex && (char)int.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var character
            && !char.IsControl(character)
            ? character is '"' or '\\' ? $"\\{character}" : character.ToString()
            : escape.Value);

    [GeneratedRegex(@"\\(?:u(?<hex>[0-9a-fA-F]{4})|.)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}

/// <summary>A text in DingTalk's subset of Markdown.</summary>
/// <param name="Title">Shows in the list of conversations.</param>
/// <param name="Text">The text.</param>
internal sealed record MarkdownRequest(string Title, string Text);
