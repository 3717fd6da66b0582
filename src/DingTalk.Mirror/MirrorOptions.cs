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

    /// <summary>How work notices are sent.</summary>
    [ValidateObjectMembers]
    public NoticeOptions Notices { get; set; } = new();
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
