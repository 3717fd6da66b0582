using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Events;

/// <summary>One mark that is being followed up: what the mirror knew when it began, and what was read since.</summary>
internal sealed class Followed(DirtyMark mark, OrganizationView view)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private Known _before = Known.In(view, mark.Subject);
    private DateTimeOffset? _firstReadAt;
    private int _failures;

    public Subject Subject => Mark.Subject;

    public DirtyMark Mark { get; private set; } = mark;

    /// <summary>Whether a read of it is under way.</summary>
    public bool IsReading { get; set; }

    /// <summary>When the latest read that was made for it began.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>When it is to be looked at next.</summary>
    public DateTimeOffset DueAt { get; private set; } = mark.HeardAt;

    /// <summary>It was heard of again: whatever was read before may be old.</summary>
    public void Hear(DirtyMark mark, OrganizationView view, DateTimeOffset now)
    {
        Mark = mark;
        _before = Known.In(view, mark.Subject);
        _firstReadAt = null;
        DueAt = now;
    }

    /// <summary>
    /// Whether what was read settles the mark. A read that differs from before does, if one change was heard of; any other is repeated once,
    /// for it may still have shown the old state.
    /// </summary>
    public bool IsSettledBy(OrganizationView view, DateTimeOffset readAt, TimeSpan repeatAfter)
    {
        if (readAt <= Mark.LastHeardAt) return false;
        _failures = 0;
        if (_firstReadAt is { } first && readAt >= first + repeatAfter) return true;
        if (Mark.Times == 1 && !Known.In(view, Subject).IsSame(_before)) return true;
        _firstReadAt ??= readAt;
        DueAt = _firstReadAt.Value + repeatAfter;
        return false;
    }

    /// <summary>The platform has answered, whatever it said.</summary>
    public void Told(DateTimeOffset readAt, DateTimeOffset now)
    {
        ReadAt = readAt;

        // Heard again meanwhile; or the clock of the silo that read is behind that of the silo that heard.
        if (readAt <= Mark.LastHeardAt) DueAt = now + ShortestPause;
    }

    /// <summary>The platform could not be asked.</summary>
    public void Fail(DateTimeOffset now, TimeSpan? retryAfter)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failures++, 10)));
        if (pause > LongestPause) pause = LongestPause;
        DueAt = now + (retryAfter > pause ? retryAfter.Value : pause);
    }

    /// <summary>It concerns nothing that is loaded, so far.</summary>
    public void Postpone(DateTimeOffset until) => DueAt = until;

    private sealed record Known(Person? Person, Department? Department, bool IsGone)
    {
        public static Known In(OrganizationView view, Subject subject)
        {
            if (subject.UserId is { } userId) return new(view.TryGetPerson(userId, out var person) ? person : null, Department: null, IsGone: false);
            var told = view.Describe(subject.DepartmentId);
            return new(Person: null, told?.Fields, told?.GoneSince is not null);
        }

        public bool IsSame(Known other) => IsGone == other.IsGone && Person.IsSame(other.Person) && Department.IsSame(other.Department);
    }
}
