using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>Whether two reads told the same, whenever they were made. (A record with an array in it is equal only to itself.)</summary>
internal static class Sameness
{
    public static bool IsSame(this Person? first, Person? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.DepartmentIds.AsSpan().SequenceEqual(second.DepartmentIds.AsSpan()) && first.IsSameApartFromDepartments(second);

    /// <summary>Whether they differ in the departments at most.</summary>
    public static bool IsSameApartFromDepartments(this Person first, Person second) =>
        first with { DepartmentIds = second.DepartmentIds, ReadAt = second.ReadAt } == second;

    public static bool IsSame(this Department? first, Department? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.Name == second.Name && first.ParentId == second.ParentId && first.Details.IsSame(second.Details);

    /// <summary>The platform's counts aside: they follow from who is where.</summary>
    public static bool IsSame(this DepartmentDetails? first, DepartmentDetails? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.ManagerUserIds.AsSpan().SequenceEqual(second.ManagerUserIds.AsSpan())
            && first with
            {
                ManagerUserIds = second.ManagerUserIds,
                MemberCount = second.MemberCount,
                OwnMemberCount = second.OwnMemberCount,
                ReadAt = second.ReadAt,
            } == second;
}
