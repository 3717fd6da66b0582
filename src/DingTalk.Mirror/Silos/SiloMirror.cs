using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform;

namespace DingTalk.Mirror.Silos;

/// <summary>What one silo holds of one organization: its grains resolve it by the organization's name in their key.</summary>
internal sealed class SiloMirror(
    string name, MirrorOptions options, DingTalkClient platform, IGrainFactory grains, ViewFollower views, FeedReader feed, bool hasAgentId)
{
    public string Name => name;

    public MirrorKeys Keys { get; } = new(name);

    public MirrorOptions Options => options;

    /// <summary>Whether work notices can be sent.</summary>
    public bool HasAgentId => hasAgentId;

    public DingTalkClient Platform => platform;

    public IGrainFactory Grains => grains;

    public ViewFollower Views => views;

    public FeedReader Feed => feed;

    public IChangeLogGrain Changes => grains.GetGrain<IChangeLogGrain>(Keys.Changes);

    public IDepartmentGrain Department(long id) => grains.GetGrain<IDepartmentGrain>(Keys.Department(id));

    public IUserGrain User(string userId) => grains.GetGrain<IUserGrain>(Keys.User(userId));
}
