namespace DingTalk.Simulator.Events;

/// <summary>One event on its way. Touched only under the center's lock.</summary>
internal sealed class EventEntry(EventDraft draft, OrganizationChange cause, long number)
{
    private readonly List<Push> _pushes = [];

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string BizId { get; } = number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Type => draft.Type;

    public IReadOnlyList<string> Subjects => draft.Subjects;

    public string Data { get; } = System.Text.Encoding.UTF8.GetString(Wire.WireJson.Bytes(draft.Data));

    public DateTimeOffset BornAt => cause.At;

    public EventFate Fate { get; set; }

    /// <summary>Attempts of the schedule so far; duplicates are not among them.</summary>
    public int Attempts { get; set; }

    /// <summary>How its first push ends the connection it goes to.</summary>
    public StreamBreak? Breaks { get; set; }

    /// <summary>When a duplicate follows the first push; null for none.</summary>
    public TimeSpan? DuplicateAfter { get; set; }

    /// <summary>No push is waiting for an answer and none will follow.</summary>
    public bool IsSettled => Fate is not EventFate.Pending && _pushes.TrueForAll(push => push.IsOver);

    public IEnumerable<string> MessageIds => _pushes.Select(push => push.MessageId).OfType<string>();

    public void Add(Push push) => _pushes.Add(push);

    public SimulatedEvent Snapshot() => new(
        Id, Type, Subjects, Data, BornAt, cause.Version, Fate,
        [.. _pushes.Select(push => new EventAttempt(push.Target, push.MessageId, push.At, push.Answer, push.AnsweredAt))]);
}

/// <summary>One attempt to deliver an event.</summary>
internal sealed class Push(EventEntry entry, string? target, string? messageId, DateTimeOffset at, bool isDuplicate)
{
    public EventEntry Entry => entry;

    public string? Target => target;

    public string? MessageId => messageId;

    public DateTimeOffset At => at;

    /// <summary>Sent beside the schedule: nothing follows from its failure.</summary>
    public bool IsDuplicate => isDuplicate;

    public string? Answer { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Answered in time or given up.</summary>
    public bool IsOver { get; set; }

    public ITimer? Deadline { get; set; }
}
