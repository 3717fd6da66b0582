using System.Collections.Concurrent;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Sweeps;
using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;

namespace DingTalk.Mirror.Silos;

/// <summary>What one silo holds of one organization: its grains resolve it by the organization's name in their key.</summary>
internal sealed class SiloMirror(
    string name, MirrorOptions options, DingTalkClient platform, IGrainFactory grains, ViewFollower views, FeedReader feed, DingTalkAppOptions app,
    MirrorMetrics metrics)
{
    public string Name => name;

    public MirrorKeys Keys { get; } = new(name);

    public MirrorOptions Options => options;

    /// <summary>Whether work notices can be sent.</summary>
    public bool HasAgentId => app.AgentId is not null;

    /// <summary>What the platform allows of each API.</summary>
    public int CallsPerSecond => app.CallsPerSecond;

    public DingTalkClient Platform => platform;

    public IGrainFactory Grains => grains;

    public ViewFollower Views => views;

    /// <summary>A view that shows everything that is in the log now.</summary>
    public async ValueTask<OrganizationView> NewestViewAsync(CancellationToken cancellationToken) =>
        await views.ReachAsync((await Changes.ReadAsync(long.MaxValue, cancellationToken)).Head, cancellationToken);

    public Attention Attention { get; } = new();

    public FeedReader Feed => feed;

    /// <summary>The ways up that are being read, by department: many who move to the same place ask once.</summary>
    public ConcurrentDictionary<long, Task<AncestorsFact?>> WaysUp { get; } = new();

    public MirrorMetrics Metrics => metrics;

    public IChangeLogGrain Changes => grains.GetGrain<IChangeLogGrain>(Keys.Changes);

    /// <summary>Tells one run of this silo from another's.</summary>
    public Guid Run { get; } = Guid.NewGuid();

    public IRereadGrain Rereads => grains.GetGrain<IRereadGrain>(Keys.Rereads);

    public IListenerGrain Listeners => grains.GetGrain<IListenerGrain>(Keys.Listeners);

    public ISweepGrain Sweep => grains.GetGrain<ISweepGrain>(Keys.Sweep);

    /// <summary>The last moment at which what was read then was known to be current.</summary>
    // Where nothing casts doubt on what was read, it has been current for as long as somebody listened and this view followed.
    public DateTimeOffset CurrentAsOf(OrganizationView view, DateTimeOffset readAt)
    {
        if (view.Doubts.Since(readAt) is { } doubtful) return doubtful;
        var followed = Attention.At < views.ConfirmedAt ? Attention.At : views.ConfirmedAt;
        return followed > readAt ? followed.Value : readAt;
    }

    public IDepartmentGrain Department(long id) => grains.GetGrain<IDepartmentGrain>(Keys.Department(id));

    public IUserGrain User(string userId) => grains.GetGrain<IUserGrain>(Keys.User(userId));
}
