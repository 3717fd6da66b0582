using System.ComponentModel.DataAnnotations;
using DingTalk.Mirror.Departments;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror;

/// <summary>How one organization is mirrored. The app's credentials stand beside it, in <see cref="OpenPlatform.DingTalkAppOptions"/>.</summary>
public sealed class MirrorOptions
{
    /// <summary>The corp's id, if the store is to be tied to it as well as to the app. Default: not checked.</summary>
    public string? CorpId { get; set; }

    /// <summary>
    /// How departments of a name are found while the tree is not loaded. Default: <see cref="NameLookup.Search"/>, one call of the month's
    /// allowance; <see cref="NameLookup.Walk"/> costs none and loads everything.
    /// </summary>
    [AllowedValues(NameLookup.Search, NameLookup.Walk, ErrorMessage = "NameLookup is Search or Walk.")]
    public NameLookup NameLookup { get; set; } = NameLookup.Search;

    /// <summary>Departments that one walk loads at the same time. Default: 32, enough to use 60 calls a second at half a second each.</summary>
    [Range(1, 512)]
    public int ParallelLoads { get; set; } = 32;

    /// <summary>How long a question waits for its turn at the platform when nothing moves. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long after a read that showed no difference what an event named is read once more: DingTalk does not say how soon a read shows what
    /// an event told. Until then answers say that they may be out of date. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan RereadAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How what is loaded is compared with DingTalk in the background.</summary>
    [ValidateObjectMembers]
    public SweepOptions Sweep { get; set; } = new();

    /// <summary>When a disappearance of many people is held back for somebody to decide on.</summary>
    [ValidateObjectMembers]
    public GuardOptions Guard { get; set; } = new();

    /// <summary>
    /// How long a reader of <see cref="IOrganization.WatchAsync"/> may stay away and still be told each change since; after that it may get a full state instead.
    /// Default: 7 days. The log keeps at least as much.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan WatchRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// By how many entries the log grows, beyond those that <see cref="WatchRetention"/> holds, until a checkpoint is written anew and the log cut below it.
    /// Default: 10,000.
    /// </summary>
    [Range(100, 10_000_000)]
    public int CheckpointAfter { get; set; } = 10_000;

    /// <summary>After how long without a change a reader is told up to which version there was none. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan WatchHeartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a silo, once it is up, looks at what may be set wrong in DingTalk's console, some ten free calls, and says it in the log as warnings. Default: yes.
    /// </summary>
    public bool CheckAtStart { get; set; } = true;

    /// <summary>How work notices are sent.</summary>
    [ValidateObjectMembers]
    public NoticeOptions Notices { get; set; } = new();
}

/// <summary>How what is loaded is compared with DingTalk in the background, for events may be lost and some changes send none.</summary>
public sealed class SweepOptions
{
    /// <summary>
    /// From the beginning of one pass to that of the next. A pass takes what changed lately and a quarter of the rest, so a change of which no
    /// event came is found within four intervals and the time of a pass. Default: 6 hours, which costs about as many calls a day as reading
    /// everything once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// The share of the app's calls a second that it may use, of what nobody waits for. Default: 0.1.
    /// 0 switches it off: what was missed then stays in doubt until somebody reads it again.
    /// </summary>
    [Range(0d, 1d)]
    public double Share { get; set; } = 0.1;

    /// <summary>The same after a time in which nobody listened to events. Default: 0.5.</summary>
    [Range(0d, 1d)]
    public double ShareAfterGap { get; set; } = 0.5;
}

/// <summary>
/// When a disappearance of many people, of whom no event told, is held back: they stay where they were, answers say so, and
/// <see cref="IOrganization.DecideAsync"/> accepts or rejects it. People who moved, and people whom an event named, always pass.
/// </summary>
public sealed class GuardOptions
{
    /// <summary>From so many people at once. Default: 20.</summary>
    [Range(1, 1_000_000)]
    public int People { get; set; } = 20;

    /// <summary>From this share of the people of the departments that would lose them, never of the whole. Default: 0.5.</summary>
    [Range(0d, 1d)]
    public double Share { get; set; } = 0.5;

    /// <summary>How long after the first read the second one is made. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ConfirmAfter { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>How work notices are sent.</summary>
public sealed class NoticeOptions
{
    /// <summary>
    /// The only people that notices of this process may reach, by userid; everybody else is reported as withheld.
    /// For staging on a production organization. Default: null, everybody.
    /// </summary>
    public IList<string>? OnlyTo { get; set; }

    /// <summary>People that all notices together may reach in a minute. Default: 5,000; one page of the platform says 1,500.</summary>
    [Range(100, 5_000)]
    public int PeoplePerMinute { get; set; } = 5_000;

    /// <summary>How long after a send the platform is first asked for its progress; then each time twice as long. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan FirstProgressAfter { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Checks the attributes when the silo starts.</summary>
[OptionsValidator]
internal sealed partial class MirrorOptionsValidator : IValidateOptions<MirrorOptions>;
