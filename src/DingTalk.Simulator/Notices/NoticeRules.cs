using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Notices;

/// <summary>
/// The counts behind the rules of work notices. The day and the minute are the platform's calendar day and minute; what was
/// dropped counts for nothing, what was recalled still counts.
/// </summary>
internal sealed class NoticeRules(SimulatorOptions options, SimulatedClock clock)
{
    private readonly HashSet<(string User, string Content)> _contentToday = [];
    private readonly Dictionary<string, int> _toPersonToday = new(StringComparer.Ordinal);
    private DateTime _day;
    private DateTime _minute;
    private int _peopleThisMinute;
    private int _toAllToday;

    private NoticeOptions Rules => options.Notices;

    /// <summary>Begins the count anew where a day or a minute has turned.</summary>
    public void Turn()
    {
        var now = clock.Now.DateTime;
        if (now.Date != _day)
        {
            _day = now.Date;
            _contentToday.Clear();
            _toPersonToday.Clear();
            _toAllToday = 0;
        }

        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        if (minute == _minute)
            return;
        _minute = minute;
        _peopleThisMinute = 0;
    }

    /// <summary>Whether one more send to everybody is delivered.</summary>
    public bool AdmitToAll()
    {
        if (_toAllToday < (Rules.ToAllADay ?? int.MaxValue))
        {
            _toAllToday++;
            return true;
        }

        return Rules.ToAllExcess is ExcessAnswer.Silent ? false : throw ApiRefusal.Of(41045);
    }

    /// <summary>Refuses a send as a whole, where a rule is set to refuse.</summary>
    public void RefuseExcess(int people)
    {
        if (Rules.PeoplePerCallExcess is ExcessAnswer.Refused && people > Rules.PeoplePerCall)
            throw ApiRefusal.Of(41029);
        if (Rules.PeoplePerMinuteExcess is ExcessAnswer.Refused && _peopleThisMinute + people > Rules.PeoplePerMinute)
            throw ApiRefusal.Of(41047);
    }

    /// <summary>The rule that keeps the notice from this person; null if none, and then it is counted.</summary>
    public ForbiddenPerson? Admit(SimulatedUser user, string content)
    {
        if (Rules.ExecutiveProtection && user.Senior)
            return new(user.UserId, "1430004", 0);
        if (Rules.SameContentOnceADay && _contentToday.Contains((user.UserId, content)))
            return new(user.UserId, "143106", 1);
        var received = _toPersonToday.GetValueOrDefault(user.UserId);
        if (received >= Rules.PerPersonADay)
            return new(user.UserId, "143105", Rules.PerPersonADay.Value);
        if (_peopleThisMinute >= Rules.PeoplePerMinute)
            return new(user.UserId, "143103", Rules.PeoplePerMinute.Value);
        _contentToday.Add((user.UserId, content));
        _toPersonToday[user.UserId] = received + 1;
        _peopleThisMinute++;
        return null;
    }
}
