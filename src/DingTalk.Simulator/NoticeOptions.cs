namespace DingTalk.Simulator;

/// <summary>How the platform answers past a limit of work notices on which its own pages disagree.</summary>
public enum ExcessAnswer
{
    /// <summary>Success; those past the limit get nothing, and the result call says so.</summary>
    Silent,

    /// <summary>An error code; nobody gets anything.</summary>
    Refused,
}

/// <summary>How the result call answers for a task that it does not serve.</summary>
public enum ResultRefusal
{
    /// <summary>Error 41052.</summary>
    Code,

    /// <summary>No answer until the caller gives up.</summary>
    Hang,
}

/// <summary>Rules of work notices; null or false switches one off.</summary>
public sealed class NoticeOptions
{
    /// <summary>User ids of one call: 40032 past it. Default: 100.</summary>
    public int? UsersPerCall { get; set; } = 100;

    /// <summary>Department ids of one call: 40066 past it. Default: 20.</summary>
    public int? DepartmentsPerCall { get; set; } = 20;

    /// <summary>People reached by one call. Default: 5,000.</summary>
    public int? PeoplePerCall { get; set; } = 5_000;

    /// <summary>Past <see cref="PeoplePerCall"/>. Refused: 41029. Default: silent.</summary>
    public ExcessAnswer PeoplePerCallExcess { get; set; }

    /// <summary>The same content reaches a person once a day. Default: yes.</summary>
    public bool SameContentOnceADay { get; set; } = true;

    /// <summary>Notices to one person in a day. Default: 500.</summary>
    public int? PerPersonADay { get; set; } = 500;

    /// <summary>People reached in a calendar minute. Default: 5,000.</summary>
    public int? PeoplePerMinute { get; set; } = 5_000;

    /// <summary>Past <see cref="PeoplePerMinute"/>. Refused: 41047. Default: silent, 143103 in the result.</summary>
    public ExcessAnswer PeoplePerMinuteExcess { get; set; }

    /// <summary>Sends to everybody in a day: 41045 past it. Default: 3.</summary>
    public int? ToAllADay { get; set; } = 3;

    /// <summary>Past <see cref="ToAllADay"/>. Silent: success and nobody gets it. Default: refused.</summary>
    public ExcessAnswer ToAllExcess { get; set; } = ExcessAnswer.Refused;

    /// <summary>Bytes of <c>msg</c>, as compact JSON in UTF-8: 45002 past it. Default: 2,048.</summary>
    public int? MessageBytes { get; set; } = 2_048;

    /// <summary>Recipients of a notice with a status bar: 40035 past it. Default: 5.</summary>
    public int? StatusBarUsers { get; set; } = 5;

    /// <summary>People in a task whose result can be read. Default: 100.</summary>
    public int? ResultPeople { get; set; } = 100;

    /// <summary>Past <see cref="ResultPeople"/>. Default: 41052.</summary>
    public ResultRefusal ResultExcess { get; set; }

    /// <summary>How long the result can be read: 40035 afterwards. Default: 24 hours.</summary>
    public TimeSpan? ResultWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long progress can be read: 40035 afterwards. Default: 7 days; the same page also says 24 hours.</summary>
    public TimeSpan? ProgressWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a notice can be recalled: 400002 afterwards. Default: 24 hours.</summary>
    public TimeSpan? RecallWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a status bar can be changed: 40035 afterwards. Default: 7 days; another page says 24 hours.</summary>
    public TimeSpan? StatusBarWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>People in executive mode get nothing, 1430004 in the result. Default: yes.</summary>
    public bool ExecutiveProtection { get; set; } = true;

    /// <summary>How long a task is in processing, whatever its size. Default: half a second.</summary>
    public TimeSpan ProcessingTime { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How much longer for each person. Default: 1 millisecond.</summary>
    public TimeSpan ProcessingTimePerPerson { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Share of the people who read a notice as soon as it is delivered, always the same ones. Default: 0.</summary>
    public double ReadShare { get; set; }

    /// <summary>User ids to whom delivery fails (<c>failed_user_id_list</c>).</summary>
    public IReadOnlyCollection<string> Unreachable { get; set; } = [];
}
