using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror;

/// <summary>
/// One version of what a silo has in memory. No method waits, calls a grain, locks or allocates.
/// It answers for what is loaded: ask <see cref="Covers"/> before taking a list for whole.
/// </summary>
/// <remarks>
/// People are told apart by a handle, a small number that is valid in this view only; <see cref="GetPerson"/> turns it into the person.
/// </remarks>
public interface IOrganizationView
{
    /// <summary>The version that this view shows.</summary>
    MirrorVersion Version { get; }

    /// <summary>Departments that are known.</summary>
    int DepartmentCount { get; }

    /// <summary>People who are known.</summary>
    int PersonCount { get; }

    /// <summary>The department, if its name is known.</summary>
    bool TryGetDepartment(long departmentId, [NotNullWhen(true)] out Department? department);

    /// <summary>The person, if known.</summary>
    bool TryGetPerson(string userId, [NotNullWhen(true)] out Person? person);

    /// <summary>The person behind a handle of this view.</summary>
    Person GetPerson(int handle);

    /// <summary>Whether everybody in the department, or in it and below it, is known.</summary>
    bool Covers(long departmentId, MemberScope scope);

    /// <summary>How many people are known in the department, or in it and below it, each once; 0 for a department that is not known.</summary>
    int CountMembers(long departmentId, MemberScope scope);

    /// <summary>Copies the handles of these people, each once, and returns how many.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountMembers"/>.</exception>
    int CopyMembers(long departmentId, MemberScope scope, Span<int> handles);

    /// <summary>
    /// Copies the next handles of these people into a buffer of any length, and returns how many; 0 at the end.
    /// <paramref name="position"/> is 0 first and then left as it is.
    /// </summary>
    int ReadMembers(long departmentId, MemberScope scope, ref int position, Span<int> handles);

    /// <summary>Copies the userids of these people, each once, and returns how many.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountMembers"/>.</exception>
    int CopyMemberIds(long departmentId, MemberScope scope, Span<string> userIds);

    /// <summary>How many departments below this one are known.</summary>
    int CountSubDepartments(long departmentId);

    /// <summary>Copies the ids of all known departments below this one, parents first, and returns how many.</summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="CountSubDepartments"/>.</exception>
    int CopySubDepartmentIds(long departmentId, Span<long> departmentIds);

    /// <summary>These people one after another: <c>foreach (var person in view.EnumerateMembers(…))</c>.</summary>
    sealed MemberSequence EnumerateMembers(long departmentId, MemberScope scope) => new(this, departmentId, scope);

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
