namespace DingTalk.Simulator;

/// <summary>Which event tells that somebody became or ceased to be leader of a department; the reference is silent.</summary>
public enum LeaderChangeEvent
{
    /// <summary>None: only a read finds it.</summary>
    None,

    /// <summary><c>user_modify_org</c> of each person concerned.</summary>
    UserModify,

    /// <summary><c>org_dept_modify</c> of the department.</summary>
    DepartmentModify,
}

/// <summary>How <c>diffInfo</c> of <c>user_modify_org</c> is written; page and live traces disagree.</summary>
public enum DiffInfoForm
{
    /// <summary>An array, a value that was cleared as empty text.</summary>
    SeenLive,

    /// <summary>An object, a value that was cleared left out.</summary>
    Documented,

    /// <summary>Left out, as in old traces.</summary>
    None,
}

/// <summary>How contacts events are born and delivered. Times are those of the simulator's clock.</summary>
public sealed class EventOptions
{
    /// <summary>Event types ticked in the console; others are never born. Default: all contacts events.</summary>
    public IReadOnlyCollection<string> Types { get; set; } =
    [
        "user_add_org", "user_modify_org", "user_leave_org", "user_active_org", "org_admin_add", "org_admin_remove",
        "org_dept_create", "org_dept_modify", "org_dept_remove", "org_change",
    ];

    /// <summary>How long a push over a Stream connection may stay without an acknowledgement. Default: 3 seconds.</summary>
    public TimeSpan AckDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the app's address may take to answer a callback. Default: 2.5 seconds; older pages say 1.5 and 1.2.</summary>
    public TimeSpan CallbackDeadline { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Pauses after a failed push before the next one; after the last the event is lost. Default: 10 and 30 seconds.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; set; } = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    /// <summary>A push repeated carries the <c>messageId</c> of the first. Default: no, each has its own.</summary>
    public bool RepeatsMessageId { get; set; }

    /// <summary>How long a ticket opens a connection. Default: 90 seconds.</summary>
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Time between <c>ping</c> frames on a connection; null for none. Default: 25 seconds.</summary>
    public TimeSpan? PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Age at which the platform announces the end of a connection; null for none. Default: 1 hour.</summary>
    public TimeSpan? ConnectionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time from that announcement to the end. Default: 10 seconds.</summary>
    public TimeSpan DisconnectGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the last failed callback until the failed list has the event. Default: 3 minutes; up to 5 are documented.</summary>
    public TimeSpan FailedListDelay { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Default: none.</summary>
    public LeaderChangeEvent LeaderChangeSends { get; set; }

    /// <summary>A person's place within a department sends <c>user_modify_org</c>. Default: no.</summary>
    public bool UserOrderSends { get; set; }

    /// <summary>Order, visibility and group settings of a department send <c>org_dept_modify</c>. Default: yes.</summary>
    public bool DepartmentSettingsSend { get; set; } = true;

    /// <summary>Default: as seen live.</summary>
    public DiffInfoForm DiffInfo { get; set; }

    /// <summary>Makes the same pushes choose the same connection. Default: 1.</summary>
    public int Seed { get; set; } = 1;
}
