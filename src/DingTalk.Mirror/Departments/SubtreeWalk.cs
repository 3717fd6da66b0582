using System.Runtime.CompilerServices;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Departments;

/// <summary>
/// Loads a subtree from outside, level by level: department grains never call each other, for a circle of them would hang.
/// What the view covers is not asked again, so a walk that was given up is resumed by the next.
/// </summary>
internal sealed class SubtreeWalk(SiloMirror mirror, DepartmentParts parts, TimeProvider time)
{
    private readonly HashSet<long> _seen = [];
    private readonly Queue<long> _frontier = new();
    private readonly List<MissingPart> _problems = [];

    /// <summary>Departments that are known to exist so far.</summary>
    public int Known => _seen.Count;

    /// <summary>Departments whose parts are settled.</summary>
    public int Loaded { get; private set; }

    /// <summary>The version that contains everything loaded so far.</summary>
    public MirrorVersion Version { get; private set; }

    /// <summary>What could not be read in this walk.</summary>
    public IReadOnlyList<MissingPart> Problems => _problems;

    /// <summary>Walks from these departments down; each department is told once, when its parts are settled.</summary>
    /// <exception cref="MirrorBusyException">Nothing moved for as long as the options allow.</exception>
    public async IAsyncEnumerable<DepartmentSnapshot> RunAsync(
        IReadOnlyCollection<long> roots, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var view = await mirror.Views.ReachAsync(default, cancellationToken);
        foreach (var root in roots) Discover(root);

        var inFlight = new List<Task<DepartmentSnapshot>>();
        var movedAt = time.GetTimestamp();
        while (_frontier.Count > 0 || inFlight.Count > 0)
        {
            while (inFlight.Count < mirror.Options.ParallelLoads && _frontier.TryDequeue(out var id))
            {
                if (CoveredBy(view, id) is { } covered)
                {
                    yield return Settle(covered);
                    continue;
                }

                inFlight.Add(mirror.Department(id).GetAsync(parts, cancellationToken));
            }

            if (inFlight.Count == 0) continue;
            var done = await Task.WhenAny(inFlight);
            inFlight.Remove(done);
            var snapshot = await done;
            if (snapshot.Pending is not DepartmentParts.None)
            {
                if (time.GetElapsedTime(movedAt) > mirror.Options.Patience) throw TooBusy(snapshot.Id);
                inFlight.Add(mirror.Department(snapshot.Id).GetAsync(parts, cancellationToken));
                continue;
            }

            movedAt = time.GetTimestamp();
            yield return Settle(snapshot);
        }
    }

    private DepartmentSnapshot Settle(DepartmentSnapshot snapshot)
    {
        Loaded++;
        Version = MirrorVersion.Max(Version, snapshot.Version);
        _problems.AddRange(snapshot.Problems.Where(problem => parts.HasFlag(problem.What)));
        if (snapshot.GoneSince is null)
        {
            foreach (var child in snapshot.Children?.Items ?? []) Discover(child);
        }

        return snapshot;
    }

    private DepartmentSnapshot? CoveredBy(OrganizationView view, long id) =>
        view.Describe(id) is { } told && (parts & ~told.Settled()) is DepartmentParts.None ? told : null;

    private void Discover(long id)
    {
        if (_seen.Add(id)) _frontier.Enqueue(id);
    }

    private MirrorBusyException TooBusy(long id) => new(
        $"Department {id} did not come to its turn within {mirror.Options.Patience}: the platform's calls a second are taken, or it throttles the app. "
        + "What was loaded is kept; ask again later, or raise MirrorOptions.Patience.");
}
