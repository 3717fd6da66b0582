using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;

namespace DingTalk.Mirror.Views;

/// <summary>What a view knows of one department beside its place.</summary>
internal sealed class KnownDepartment
{
    /// <summary>Null where only the place is known, not the name.</summary>
    public required Department? Fields { get; init; }

    /// <summary>What is not known of the departments right below; null if all of them are.</summary>
    public required MissingPart? ChildGap { get; init; }

    /// <summary>What is not known of the people in the department; null if all of them are.</summary>
    public required MissingPart? MemberGap { get; init; }

    public required DateTimeOffset? ChildrenReadAt { get; init; }

    public required DateTimeOffset? MembersReadAt { get; init; }

    /// <summary>The departments that were right below when that was first read; default before.</summary>
    public required ImmutableArray<long> FirstChildren { get; init; }

    /// <summary>What the platform refused to tell of the department's own fields and of the way up from it.</summary>
    public required ImmutableArray<MissingPart> Refusals { get; init; }

    /// <summary>Who is in it, in the platform's order.</summary>
    public required ImmutableArray<PlacedMember> Members { get; init; }

    public static KnownDepartment Of(DepartmentEntry entry, int position, Structure structure) => new()
    {
        Fields = entry.Fields,
        ChildGap = structure.CutBelow.TryGetValue(entry.Id, out var cut)
            ? new(cut, DepartmentParts.Children, MissingReason.Cycle)
            : GapOf(entry, DepartmentParts.Children, leftBehind: structure.End[position] - position - 1),
        MemberGap = entry.HeldPeople > 0
            ? new(entry.Id, DepartmentParts.Members, MissingReason.Held, Words: $"{entry.HeldPeople} people disappeared at once")
            : GapOf(entry, DepartmentParts.Members, leftBehind: entry.People.Count),
        ChildrenReadAt = entry.Children?.ReadAt,
        MembersReadAt = entry.Members?.ReadAt,
        FirstChildren = entry.FirstChildren?.Items ?? default,
        Refusals = RefusalsOf(entry),
        Members = entry.OrderedMembers(),
    };

    // Of a department that is gone nothing can be read; who is left behind in it is somewhere else by now.
    private static MissingPart? GapOf(DepartmentEntry entry, DepartmentParts part, int leftBehind)
    {
        if (entry.GoneAt is not null) return leftBehind == 0 ? null : new(entry.Id, part, MissingReason.Vanished);
        return entry.Refused(part) ?? (entry.ReadAt(part) is null ? new(entry.Id, part, MissingReason.NotLoaded) : null);
    }

    private static ImmutableArray<MissingPart> RefusalsOf(DepartmentEntry entry)
    {
        if (entry.Refusals.Count == 0) return [];
        MissingPart?[] refused = [entry.Refused(DepartmentParts.Fields), entry.Refused(DepartmentParts.Ancestors)];
        return [.. refused.OfType<MissingPart>()];
    }
}
