using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Events;

/// <summary>
/// Measures from an event's birth until this silo shows what it told of. Only events that concern what is loaded, and so many at a time:
/// the others are marked all the same.
/// </summary>
internal sealed class EventLag(ViewFollower views, MirrorMetrics metrics)
{
    private const int Most = 1_000;

    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>An event has been marked.</summary>
    public void Follow(DateTimeOffset bornAt, ImmutableArray<Subject> subjects, MirrorVersion marked)
    {
        if (!metrics.WantsEventLag || views.Current is not { } view) return;
        ImmutableArray<Subject> concerning = [.. subjects.Where(subject => Rereader.Concerns(view, subject))];
        if (concerning.IsEmpty) return;
        lock (_lock)
        {
            if (_waiting.Count >= Most) return;
            _waiting.Add(new(bornAt, concerning, marked));
            if (_waiting.Count == 1) _ = WatchAsync();
        }
    }

    // Ends with the last of them; a silo that stops leaves it to the collector.
    private async Task WatchAsync()
    {
        await Task.Yield();
        while (true)
        {
            var moved = views.Moved.Next;
            if (views.Current is { } view)
            {
                lock (_lock)
                {
                    _waiting.RemoveAll(waiting => Tell(waiting, view));
                    if (_waiting.Count == 0) return;
                }
            }

            await moved;
        }
    }

    private bool Tell(Waiting waiting, OrganizationView view)
    {
        if (view.Version.LogId != waiting.Marked.LogId) return true;
        if (!view.Version.Includes(waiting.Marked) || waiting.Subjects.Any(view.Doubts.IsMarked)) return false;
        metrics.Shown(waiting.BornAt);
        return true;
    }

    private sealed record Waiting(DateTimeOffset BornAt, ImmutableArray<Subject> Subjects, MirrorVersion Marked);
}
