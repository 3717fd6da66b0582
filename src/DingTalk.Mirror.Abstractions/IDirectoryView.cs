using System.Diagnostics.CodeAnalysis;

namespace DingTalk.Mirror;

/// <summary>
/// Ids and names of one version of what is in memory: a silo has them of everything that is loaded, a client of what it keeps. No method waits, calls a
/// grain or locks, and none allocates but for what the first question of its kind lays ready for those that follow.
/// It answers for what is loaded: ask <see cref="Covers"/> before taking a list for whole.
/// </summary>
public interface IDirectoryView
{
    /// <summary>The version that this view shows.</summary>
    MirrorVersion Version { get; }

    /// <summary>
    /// The last moment, by the silo's clock, at which this was known to be the newest version of the mirror; null until then. It goes on while nothing
    /// changes, and stands still in a client that no longer reaches the cluster.
    /// </summary>
    DateTimeOffset? ConfirmedAt { get; }

    /// <summary>
    /// From when on something in it may be out of date, because an event named it or nobody listened to events; null if nothing speaks for it.
    /// </summary>
    DateTimeOffset? DoubtfulSince { get; }

    /// <summary>Departments that are known.</summary>
    int DepartmentCount { get; }

    /// <summary>People who are known.</summary>
    int PersonCount { get; }

    /// <summary>The department's name, if it is known.</summary>
    bool TryGetDepartmentName(long departmentId, [NotNullWhen(true)] out string? name);

    /// <summary>The person's name, if the person is known.</summary>
    bool TryGetPersonName(string userId, [NotNullWhen(true)] out string? name);

    /// <summary>Whether DingTalk said that the department is gone. No is also the answer for one that nobody has heard of.</summary>
    bool IsGone(long departmentId);

    /// <summary>Whether everybody in the department, or in it and below it, is known.</summary>
    bool Covers(long departmentId, MemberScope scope);

    /// <summary>How many people are known in the department, or in it and below it, each once; 0 for a department that is not known.</summary>
    int CountMembers(long departmentId, MemberScope scope);

    /// <summary>Copies the userids of these people, each once, and returns how many. Those of a subtree come in no promised order.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountMembers"/>.</exception>
    int CopyMemberIds(long departmentId, MemberScope scope, Span<string> userIds);

    /// <summary>How many departments below this one are known.</summary>
    int CountSubDepartments(long departmentId);

    /// <summary>Copies the ids of all known departments below this one, parents first, and returns how many.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountSubDepartments"/>.</exception>
    int CopySubDepartmentIds(long departmentId, Span<long> departmentIds);

    /// <summary>How many known departments have this name, compared whole and ordinally.</summary>
    int CountDepartmentsNamed(string name);

    /// <summary>Copies their ids, smallest first, and returns how many.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountDepartmentsNamed"/>.</exception>
    int CopyDepartmentIdsNamed(string name, Span<long> departmentIds);

    /// <summary>Whether the person is in the department or below it, if what is loaded decides it.</summary>
    Placement IsMember(string userId, long departmentId);
}

/// <summary>What a view can tell of a person and a department.</summary>
public enum Placement
{
    /// <summary>What is loaded does not decide it.</summary>
    NotKnown,

    /// <summary>The person is in the department or below it.</summary>
    Inside,

    /// <summary>All departments of the person are known to lie elsewhere.</summary>
    Outside,
}
