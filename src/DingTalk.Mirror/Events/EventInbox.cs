using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;
using DingTalk.OpenPlatform.Events;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Takes the app's events: an event is consumed once a durable mark says what to look at again. Marking before that loses it in a crash, and
/// reading first turns a storm into redelivery.
/// </summary>
internal sealed class EventInbox([ServiceKey] string name, IServiceProvider services) : IDingTalkEventHandler
{
    private readonly SiloMirror _mirror = services.GetRequiredKeyedService<SiloMirror>(name);
    private readonly EventLag _lag = services.GetRequiredKeyedService<EventLag>(name);

    public async Task HandleAsync(DingTalkEvent dingTalkEvent, CancellationToken cancellationToken)
    {
        if (_mirror.Options.CorpId is { } corp && dingTalkEvent.CorpId is { } other && corp != other) return;
        if (!ContactEvent.TryRead(dingTalkEvent, out var contact)) return;
        ImmutableArray<Subject> subjects = [.. contact.DepartmentIds.Where(id => id > 0).Select(Subject.Department), .. contact.UserIds.Select(Subject.Person)];
        if (subjects.IsEmpty) return;
        _lag.Follow(dingTalkEvent.BornAt, subjects, await _mirror.Rereads.MarkAsync(subjects, byEvent: true, cancellationToken));
    }

    public Task OnGapAsync(EventGap gap, CancellationToken cancellationToken) =>
        _mirror.Listeners.MissAsync(_mirror.Run, new(gap.From, gap.To, gap.Reason is EventGapReason.Silence), cancellationToken);
}
