using System.Diagnostics.CodeAnalysis;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror;

/// <summary>
/// One version of what a silo has in memory: ids and names, and the departments and people whole. No method waits, calls a grain or locks,
/// and none allocates but for what the first question of its kind lays ready for those that follow.
/// It answers for what is loaded: ask <see cref="IDirectoryView.Covers"/> before taking a list for whole.
/// </summary>
/// <remarks>
/// People are told apart by a handle, a small number that is valid in this view only; <see cref="GetPerson"/> turns it into the person.
/// </remarks>
public interface IOrganizationView : IDirectoryView
{
    /// <summary>The department, if its name is known.</summary>
    bool TryGetDepartment(long departmentId, [NotNullWhen(true)] out Department? department);

    /// <summary>The person, if known.</summary>
    bool TryGetPerson(string userId, [NotNullWhen(true)] out Person? person);

    /// <summary>The person behind a handle of this view.</summary>
    Person GetPerson(int handle);

    /// <summary>
    /// Copies the handles of the people in the department, or in it and below it, each once and in the order of <see cref="IDirectoryView.CopyMemberIds"/>,
    /// and returns how many.
    /// </summary>
    /// <exception cref="ArgumentException">The buffer is shorter than <see cref="IDirectoryView.CountMembers"/>.</exception>
    int CopyMembers(long departmentId, MemberScope scope, Span<int> handles);

    /// <summary>
    /// Copies the next handles of these people into a buffer of any length, and returns how many; 0 at the end.
    /// <paramref name="position"/> is 0 first and then left as it is.
    /// </summary>
    int ReadMembers(long departmentId, MemberScope scope, ref int position, Span<int> handles);

    /// <summary>These people one after another: <c>foreach (var person in view.EnumerateMembers(…))</c>.</summary>
    sealed MemberSequence EnumerateMembers(long departmentId, MemberScope scope) => new(this, departmentId, scope);
}
