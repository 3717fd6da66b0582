using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Events;

/// <summary>Whether two reads told the same, whenever they were made.</summary>
internal static class Sameness
{
    public static bool IsSame(this Person? first, Person? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.DepartmentIds.AsSpan().SequenceEqual(second.DepartmentIds.AsSpan())
            && first with { DepartmentIds = second.DepartmentIds, ReadAt = second.ReadAt } == second;

    public static bool IsSame(this Department? first, Department? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.Name == second.Name && first.ParentId == second.ParentId && first.Details.IsSame(second.Details);

    private static bool IsSame(this DepartmentDetails? first, DepartmentDetails? second) => first is null || second is null
        ? ReferenceEquals(first, second)
        : first.ManagerUserIds.AsSpan().SequenceEqual(second.ManagerUserIds.AsSpan())
            && first with { ManagerUserIds = second.ManagerUserIds, ReadAt = second.ReadAt } == second;
}
