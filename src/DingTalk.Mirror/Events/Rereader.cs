using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Events;

/// <summary>Reads again what an event named, through the grain that owns it.</summary>
internal sealed class Rereader(SiloMirror mirror, TimeProvider time)
{
    /// <summary>
    /// Whether something that is loaded may have changed. Somebody unheard of concerns nobody while no department's people are loaded;
    /// otherwise they may just have come into one that is.
    /// </summary>
    public static bool Concerns(OrganizationView view, Subject subject) => subject.UserId is { } userId
        ? view.TryGetPerson(userId, out _) || Array.Exists(view.Structure.MemberGap, gap => gap is null)
        : view.Structure.TryFind(subject.DepartmentId, out _) || Array.Exists(view.Structure.ChildGap, gap => gap is null);

    /// <summary>A department in whose loaded list the person stands.</summary>
    public static long? HomeOf(OrganizationView view, string userId)
    {
        if (!view.TryGetPerson(userId, out var person)) return null;
        foreach (var id in person.DepartmentIds)
        {
            if (view.Structure.TryFind(id, out var position) && view.Structure.MemberGap[position] is null) return id;
        }

        return null;
    }

    /// <summary>When the view's latest word on it was read, by whomever.</summary>
    public static DateTimeOffset? ReadAt(OrganizationView view, Subject subject)
    {
        if (subject.UserId is { } userId) return view.TryGetPerson(userId, out var person) ? person.ReadAt : null;
        if (view.Structure.Gone.TryGetValue(subject.DepartmentId, out var gone)) return gone;
        return view.TryGetDepartment(subject.DepartmentId, out var department) ? department.Details?.ReadAt : null;
    }

    /// <summary>Asks the person.</summary>
    public async Task<MirrorVersion> ReadPersonAsync(Followed followed, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var request = Guid.NewGuid();
        var user = mirror.User(followed.Subject.UserId!);
        var snapshot = await user.RefreshAsync(request, cancellationToken);
        while (snapshot.IsPending) snapshot = await user.RefreshAsync(request, cancellationToken);
        if (snapshot.Problem is { Reason: not MissingReason.OutOfScope } problem) followed.Fail(time.GetUtcNow(), problem.RetryAfter);
        else followed.Told(snapshot.Person?.ReadAt ?? snapshot.GoneSince ?? asked);
        return snapshot.Version;
    }

    /// <summary>Reads one list that tells of many.</summary>
    public async Task<MirrorVersion> ReadHomeAsync(long departmentId, IReadOnlyList<Followed> people, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var snapshot = await RefreshAsync(departmentId, DepartmentParts.Members, cancellationToken);
        var view = await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
        foreach (var followed in people)
        {
            if (FailureOf(snapshot) is { } problem) followed.Fail(time.GetUtcNow(), problem.RetryAfter);

            // Who is in the view no more was found to be gone in the same read.
            else followed.Told(ReadAt(view, followed.Subject) ?? asked);
        }

        return snapshot.Version;
    }

    /// <summary>Reads the department, and what of it must be known for what is loaded to stay whole.</summary>
    public async Task<MirrorVersion> ReadDepartmentAsync(Followed followed, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var id = followed.Subject.DepartmentId;
        var managers = (await mirror.Views.ReachAsync(default, cancellationToken)).Describe(id)?.Fields?.Details?.ManagerUserIds;
        var snapshot = await RefreshAsync(id, DepartmentParts.Fields, cancellationToken);
        if (FailureOf(snapshot) is null && snapshot.GoneSince is null)
        {
            var view = await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
            var wanted = WantedParts(view, snapshot);
            if (wanted is not DepartmentParts.None) snapshot = await LoadAsync(id, wanted, cancellationToken);

            // Who leads is told in the list of members.
            var changed = managers is { } former && snapshot.Fields?.Details?.ManagerUserIds is { } present && !former.AsSpan().SequenceEqual(present.AsSpan());
            if (changed && snapshot.Members is not null) snapshot = await RefreshAsync(id, DepartmentParts.Members, cancellationToken);
        }

        if (FailureOf(snapshot) is { } problem) followed.Fail(time.GetUtcNow(), problem.RetryAfter);
        else followed.Told(snapshot.Fields?.Details?.ReadAt ?? snapshot.GoneSince ?? asked);
        return snapshot.Version;
    }

    // What came into a subtree that is loaded is loaded too: otherwise its first change would leave it incomplete.
    private static DepartmentParts WantedParts(OrganizationView view, DepartmentSnapshot snapshot)
    {
        if (snapshot.Fields?.ParentId is not { } parent || !view.Structure.TryFind(parent, out var position)) return DepartmentParts.None;
        var covered = (view.Structure.ChildGap[position] is null ? DepartmentParts.Children : DepartmentParts.None)
            | (view.Structure.MemberGap[position] is null ? DepartmentParts.Members : DepartmentParts.None);
        return covered & ~snapshot.Settled();
    }

    private static MissingPart? FailureOf(DepartmentSnapshot snapshot) =>
        snapshot.Problems.FirstOrDefault(problem => problem.Reason is MissingReason.Failed);

    private async Task<DepartmentSnapshot> RefreshAsync(long id, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var request = Guid.NewGuid();
        var snapshot = await mirror.Department(id).RefreshAsync(parts, request, cancellationToken);
        while (snapshot.Pending is not DepartmentParts.None) snapshot = await mirror.Department(id).RefreshAsync(parts, request, cancellationToken);
        return snapshot;
    }

    private async Task<DepartmentSnapshot> LoadAsync(long id, DepartmentParts parts, CancellationToken cancellationToken)
    {
        var snapshot = await mirror.Department(id).GetAsync(parts, cancellationToken);
        while (snapshot.Pending is not DepartmentParts.None) snapshot = await mirror.Department(id).GetAsync(parts, cancellationToken);
        return snapshot;
    }
}
