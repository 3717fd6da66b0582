using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror.Guards;

/// <summary>
/// Finds out where departments lie into which somebody has moved before anything was heard of the departments themselves: as long as nobody knows
/// that, whoever is there stands in no subtree. A call for each such department, and none where nobody is known to have come from somewhere.
/// </summary>
internal sealed class WaysUp(SiloMirror mirror, TimeProvider time)
{
    /// <summary>The facts, and with them the ways up that they leave open.</summary>
    /// <exception cref="DingTalkApiException">The platform could not be asked.</exception>
    public async Task<ImmutableArray<Fact>> CompleteAsync(ImmutableArray<Fact> facts)
    {
        if (mirror.Views.Current is not { } view) return facts;
        var ways = new List<Fact>();
        foreach (var id in facts.SelectMany(fact => Open(view, fact)).Distinct())
        {
            var asked = mirror.WaysUp.GetOrAdd(id, key => Task.Run(() => ReadAsync(key)));
            try
            {
                if (await asked is { } way) ways.Add(way);
            }
            finally
            {
                mirror.WaysUp.TryRemove(new(id, asked));
            }
        }

        return [.. facts, .. ways];
    }

    private async Task<AncestorsFact?> ReadAsync(long id)
    {
        var readAt = time.GetUtcNow();
        try
        {
            return new() { Chain = [.. await mirror.Platform.Departments.ListParentsByDepartmentAsync(id, CancellationToken.None)], ReadAt = readAt };
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound or DingTalkErrorKind.OutOfScope)
        {
            // Gone again, or where the app may not look: there is no way up to tell.
            return null;
        }
    }

    private static IEnumerable<long> Open(OrganizationView view, Fact fact) => fact switch
    {
        PersonFact { Person: var said } when view.TryGetPerson(said.UserId, out var known) =>
            said.DepartmentIds.Except(known.DepartmentIds).Where(id => IsLost(view, [.. known.DepartmentIds], id)),
        DepartmentFact { Department: { ParentId: { } parent } said } when ParentOf(view, said.Id) is { } known && known != parent && IsLost(view, [known], parent) => [parent],
        _ => [],
    };

    // Whoever stood in what is known comes to stand in what is not.
    private static bool IsLost(OrganizationView view, ImmutableArray<long> from, long into)
    {
        var structure = view.Structure;
        var stood = from.Where(id => structure.TryFind(id, out _)).Select(structure.PositionOf).ToList();
        if (stood.Count == 0) return false;
        return !structure.TryFind(into, out var position)
            || (!structure.IsRooted[position] && stood.TrueForAll(place => structure.Fragment[place] != structure.Fragment[position]));
    }

    private static long? ParentOf(OrganizationView view, long id) =>
        view.Structure.TryFind(id, out var position) && view.Structure.Parent[position] is >= 0 and var parent ? view.Structure.Ids[parent] : null;
}
