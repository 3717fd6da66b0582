using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Limits;
using DingTalk.OpenPlatform.Notices;
using DingTalk.OpenPlatform.Scopes;
using DingTalk.OpenPlatform.Search;
using DingTalk.OpenPlatform.Transport;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform;

/// <summary>One app's eye on the platform. Thread-safe, and meant to be kept.</summary>
public sealed class DingTalkClient
{
    private readonly PlatformCaller _caller;
    private readonly TimeProvider _time;

    internal DingTalkClient(PlatformCaller caller, TimeProvider time)
    {
        (_caller, _time) = (caller, time);
        Departments = new DepartmentApi(caller);
        Users = new UserApi(caller);
        Notices = new WorkNoticeApi(caller);
        Search = new ContactSearchApi(caller);
        Scopes = new ScopeApi(caller);
        Events = new EventApi(caller, time);
    }

    /// <summary>The tree.</summary>
    public DepartmentApi Departments { get; }

    /// <summary>People.</summary>
    public UserApi Users { get; }

    /// <summary>Work notices.</summary>
    public WorkNoticeApi Notices { get; }

    /// <summary>Search by name.</summary>
    public ContactSearchApi Search { get; }

    /// <summary>What the app may see.</summary>
    public ScopeApi Scopes { get; }

    /// <summary>Events that could not be delivered.</summary>
    public EventApi Events { get; }

    /// <summary>The same app for calls that nobody waits for: they take what interactive calls leave
    /// (<see cref="CallPriority.Background"/>).</summary>
    public DingTalkClient InBackground() => _caller.Priority == CallPriority.Background ? this : new(_caller.With(CallPriority.Background), _time);
}
