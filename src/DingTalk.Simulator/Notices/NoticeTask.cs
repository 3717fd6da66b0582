namespace DingTalk.Simulator.Notices;

/// <summary>What became of one send: decided when it was accepted, told when its processing is over.</summary>
internal sealed record NoticeTask
{
    public required long Id { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required TimeSpan Processing { get; init; }

    public required bool HasStatusBar { get; init; }

    /// <summary>People whom the send named, directly or by department.</summary>
    public required int People { get; init; }

    public required IReadOnlyList<string> Delivered { get; init; }

    public required IReadOnlyList<string> Failed { get; init; }

    public required IReadOnlyList<ForbiddenPerson> Forbidden { get; init; }

    public required IReadOnlyList<string> InvalidUsers { get; init; }

    public required IReadOnlyList<long> InvalidDepartments { get; init; }

    /// <summary>0 to 100.</summary>
    public int PercentAt(DateTimeOffset now) =>
        Processing <= TimeSpan.Zero ? 100 : (int)Math.Clamp((now - SentAt) / Processing * 100, 0, 100);
}

/// <summary>Somebody who got nothing because of a rule.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Code">The rule.</param>
/// <param name="Count">Its threshold.</param>
internal sealed record ForbiddenPerson(string UserId, string Code, int Count);
