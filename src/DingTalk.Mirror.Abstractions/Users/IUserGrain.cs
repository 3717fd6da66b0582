using DingTalk.OpenPlatform.Transport;
using Orleans.Concurrency;

namespace DingTalk.Mirror.Users;

/// <summary>One person, read on demand and kept. Key: <c>org/user/userid</c>.</summary>
[Alias("dingtalk.user-grain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The person; read from the platform on the first question, by <c>POST /topapi/v2/user/get</c>.</summary>
    [AlwaysInterleave, Alias("get")]
    Task<PersonSnapshot> GetAsync(CancellationToken cancellationToken);

    /// <summary>Reads the person again now. If the platform cannot be asked, the old state stays and the problem is named.</summary>
    /// <param name="request">Names this wish: asked again while it is pending, it is the same one and reads once.</param>
    /// <param name="cancellationToken">Frees the caller; the read goes on.</param>
    [AlwaysInterleave, Alias("refresh")]
    Task<PersonSnapshot> RefreshAsync(Guid request, CancellationToken cancellationToken);
}

/// <summary>What one user grain knows.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.person-snapshot")]
public sealed record PersonSnapshot
{
    /// <summary>The person; null if not known.</summary>
    [Id(0)] public Person? Person { get; init; }

    /// <summary>The platform said at this time that nobody has this userid; null while somebody does.</summary>
    [Id(1)] public DateTimeOffset? GoneSince { get; init; }

    /// <summary>Why the platform could not be asked; null if it answered.</summary>
    [Id(2)] public PersonProblem? Problem { get; init; }

    /// <summary>Whether the load still waits for its turn; ask again.</summary>
    [Id(3)] public bool IsPending { get; init; }

    /// <summary>The version of the mirror from which on everything here is contained in it.</summary>
    [Id(4)] public MirrorVersion Version { get; init; }
}

/// <summary>Why a person could not be read.</summary>
/// <param name="Reason">Whether the app may not see them, or the platform could not be asked.</param>
/// <param name="Code">The platform's code.</param>
/// <param name="Words">The platform's own words, redacted.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.person-problem")]
public sealed record PersonProblem(
    [property: Id(0)] MissingReason Reason, [property: Id(1)] string? Code, [property: Id(2)] string? Words)
{
    /// <summary>What to decide on.</summary>
    [Id(3)] public DingTalkErrorKind Kind { get; init; } = DingTalkErrorKind.Other;

    /// <summary>The platform's id of the request.</summary>
    [Id(4)] public string? RequestId { get; init; }

    /// <summary>When the same question may succeed; null if it never will without a change.</summary>
    [Id(5)] public TimeSpan? RetryAfter { get; init; }
}
