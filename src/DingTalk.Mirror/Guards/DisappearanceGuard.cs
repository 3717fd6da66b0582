using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Guards;

/// <summary>
/// Holds back what looks like a fault and not like people leaving: many of one department at once, whom no event named, and whom the platform's
/// own count still counts. Judged by the departments that would lose people and never by the whole, and only after a second read. Everything
/// else that was read passes.
/// </summary>
internal sealed class DisappearanceGuard(SiloMirror mirror, TimeProvider time)
{
    // Only below the corp's root is everybody mirrored whom the platform counts.
    private const long CorpRoot = 1;

    private GuardOptions Options => mirror.Options.Guard;

    /// <summary>What may be committed of what was read.</summary>
    /// <param name="facts">What was read.</param>
    /// <param name="readAgain">Reads the same once more.</param>
    public async Task<ImmutableArray<Fact>> PassAsync(ImmutableArray<Fact> facts, Func<Task<ImmutableArray<Fact>>> readAgain)
    {
        if (!facts.Any(fact => fact is PersonGoneFact)) return facts;
        if (LossIn(await mirror.Views.ReachAsync(default, CancellationToken.None), facts) is null) return facts;

        await Task.Delay(Options.ConfirmAfter, time);
        facts = await readAgain();
        var view = await mirror.Views.ReachAsync(default, CancellationToken.None);
        if (LossIn(view, facts) is not { } loss || await ReasonAsync(view, loss) is not { } reason) return facts;
        return Hold(view, facts, loss, reason);
    }

    // Somebody whom an event named has been told to us twice, by the event and by the read.
    private Loss? LossIn(OrganizationView view, ImmutableArray<Fact> facts)
    {
        var gone = new Dictionary<string, PersonGoneFact>(StringComparer.Ordinal);
        var homes = new HashSet<long>();
        foreach (var fact in facts.OfType<PersonGoneFact>())
        {
            if (view.Doubts.IsMarkedByEvent(Subject.Person(fact.UserId)) || !view.TryGetPerson(fact.UserId, out var person)) continue;
            gone[fact.UserId] = fact;
            homes.UnionWith(person.DepartmentIds);
        }

        if (gone.Count < Options.People) return null;
        var people = new HashSet<string>(StringComparer.Ordinal);
        foreach (var home in homes)
        {
            var ids = new string[view.CountMembers(home, MemberScope.Direct)];
            view.CopyMemberIds(home, MemberScope.Direct, ids);
            people.UnionWith(ids);
        }

        return gone.Count < Options.Share * people.Count ? null : new(gone, homes);
    }

    private async Task<HoldReason?> ReasonAsync(OrganizationView view, Loss loss)
    {
        if (loss.Gone.Values.Any(fact => fact.IsOutOfScope)) return HoldReason.OutOfScope;
        if (!view.Covers(CorpRoot, MemberScope.Subtree) && view.Doubts.Held.IsEmpty) return HoldReason.ManyAtOnce;
        var counted = await mirror.Platform.Users.CountAsync(onlyActive: false, CancellationToken.None);
        return counted > view.PersonCount - loss.Gone.Count ? HoldReason.CountDisagrees : null;
    }

    private static ImmutableArray<Fact> Hold(OrganizationView view, ImmutableArray<Fact> facts, Loss loss, HoldReason reason)
    {
        var held = facts.RemoveAll(fact => !IsOf(fact));
        var passed = facts.RemoveAll(IsOf);

        // Said before, and waiting for a decision or rejected.
        if (loss.Gone.Keys.All(view.Doubts.IsHeld)) return passed;
        return passed.Add(new HeldFact { ReadAt = held.Max(fact => fact.ReadAt), Reason = reason, DepartmentIds = [.. loss.Homes.Order()], Facts = held });

        bool IsOf(Fact fact) => fact switch
        {
            PersonGoneFact person => loss.Gone.ContainsKey(person.UserId),
            DepartmentGoneFact gone => loss.Homes.Contains(gone.DepartmentId),
            _ => false,
        };
    }

    private sealed record Loss(Dictionary<string, PersonGoneFact> Gone, HashSet<long> Homes);
}
