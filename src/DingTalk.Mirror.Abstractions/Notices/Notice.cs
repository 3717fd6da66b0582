using DingTalk.OpenPlatform.Notices;

namespace DingTalk.Mirror.Notices;

/// <summary>
/// A work notice (工作通知) before it is sent: what it says, to whom, and under which key.
/// <code>Notice.Text("今天 18:00 停电检修").ToSubtree(department.Id).WithKey("outage-0611")</code>
/// </summary>
/// <remarks>
/// DingTalk delivers the same words to one person once a day, and answers success when it does not.
/// Words that may repeat on a day should carry what tells them apart, a number or a time.
/// </remarks>
[GenerateSerializer, Immutable, Alias("dingtalk.notice")]
public sealed record Notice
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxKeyLength = 200;

    private Notice(string messageJson) => MessageJson = messageJson;

    /// <summary>The message exactly as it will be sent.</summary>
    [Id(0)] public string MessageJson { get; private init; }

    /// <summary>The caller's name for this notice; null until given.</summary>
    [Id(1)] public string? Key { get; private init; }

    /// <summary>Departments whose people, and the people of everything below, are to get it.</summary>
    [Id(2)] public ImmutableArray<long> Subtrees { get; private init; } = [];

    /// <summary>People who are to get it by themselves.</summary>
    [Id(3)] public ImmutableArray<string> UserIds { get; private init; } = [];

    /// <summary>Whether it is sent although not everybody under its departments could be found.</summary>
    [Id(4)] public bool AllowsIncomplete { get; private init; }

    /// <summary>A notice with any message of the platform.</summary>
    public static Notice Of(NoticeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message.ToJson());
    }

    /// <summary>A plain text.</summary>
    /// <exception cref="ArgumentException">The text is empty, or the message longer than 2,048 bytes of UTF-8; it says by how much.</exception>
    public static Notice Text(string content) => Of(new TextMessage(content));

    /// <summary>A text in DingTalk's subset of Markdown; the title shows in the list of conversations.</summary>
    /// <exception cref="ArgumentException">A part is empty, or the message longer than 2,048 bytes of UTF-8; it says by how much.</exception>
    public static Notice Markdown(string title, string text) => Of(new MarkdownMessage(title, text));

    /// <summary>The same notice, also to everybody in and below these departments; who is in several of them gets it once.</summary>
    public Notice ToSubtree(params IReadOnlyList<long> departmentIds) => this with { Subtrees = [.. Subtrees, .. departmentIds] };

    /// <summary>The same notice, also to these people.</summary>
    public Notice ToUsers(params IReadOnlyList<string> userIds) => this with { UserIds = [.. UserIds, .. userIds] };

    /// <summary>
    /// The same notice under a key. Sending it again under the same key sends nothing and answers for the first one,
    /// so a caller may repeat after a fault. Without a key every send is a notice of its own.
    /// </summary>
    public Notice WithKey(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return key.Length <= MaxKeyLength
            ? this with { Key = key }
            : throw new ArgumentException($"A notice's key has at most {MaxKeyLength} characters; this one has {key.Length}.", nameof(key));
    }

    /// <summary>The same notice, sent even if some departments could not be read; otherwise it stops and says which.</summary>
    public Notice EvenIfIncomplete() => this with { AllowsIncomplete = true };
}
