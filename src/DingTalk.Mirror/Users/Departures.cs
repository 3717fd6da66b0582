using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;

namespace DingTalk.Mirror.Users;

/// <summary>Says of those who were found gone what only the mirror knows.</summary>
internal static class Departures
{
    /// <summary>The same facts; those of people who are gone say whether an event had named them.</summary>
    public static async Task<ImmutableArray<Fact>> WithEventsAsync(SiloMirror mirror, ImmutableArray<Fact> facts)
    {
        if (!facts.Any(fact => fact is PersonGoneFact)) return facts;

        // The mark was durable before the read began; this silo's view may not show it yet.
        var view = await mirror.NewestViewAsync(CancellationToken.None);
        return [.. facts.Select(fact => fact is PersonGoneFact gone ? gone with { ByEvent = view.Doubts.IsMarkedByEvent(Subject.Person(gone.UserId)) } : fact)];
    }
}
