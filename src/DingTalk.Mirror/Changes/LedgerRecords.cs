namespace DingTalk.Mirror.Changes;

/// <summary>How the entries of a ledger become the records of a checkpoint, and the other way round.</summary>
internal static class LedgerRecords
{
    public static DepartmentRecord ToRecord(this DepartmentEntry entry) => new()
    {
        Id = entry.Id,
        Fields = entry.Fields,
        ParentId = entry.ParentId,
        ParentReadAt = entry.ParentReadAt,
        AncestorsReadAt = entry.AncestorsReadAt,
        ThereAt = entry.ThereAt,
        GoneAt = entry.GoneAt,
        Children = entry.Children,
        FirstChildren = entry.FirstChildren,
        Members = entry.Members,
        Refusals = [.. entry.Refusals.Values],
    };

    public static PersonRecord ToRecord(this PersonEntry entry) => new()
    {
        UserId = entry.UserId,
        Person = entry.Person,
        GoneAt = entry.GoneAt,
        Places = entry.Places,
        PlacesReadAt = entry.PlacesReadAt,
        Departure = entry.Departure,
    };

    public static void Take(this DepartmentEntry entry, DepartmentRecord record)
    {
        entry.Fields = record.Fields;
        entry.ParentId = record.ParentId;
        entry.ParentReadAt = record.ParentReadAt;
        entry.AncestorsReadAt = record.AncestorsReadAt;
        entry.ThereAt = record.ThereAt;
        entry.GoneAt = record.GoneAt;
        entry.Children = record.Children;
        entry.FirstChildren = record.FirstChildren ?? record.Children;
        entry.Members = record.Members;
        entry.Expect(record.Members?.Items.Length ?? 0);
        foreach (var refusal in record.Refusals) entry.Refusals.Add(refusal.Part.What, refusal);
    }

    public static void Take(this PersonEntry entry, PersonRecord record)
    {
        entry.Person = record.Person;
        entry.GoneAt = record.GoneAt;
        entry.Places = record.Places;
        entry.PlacesReadAt = record.PlacesReadAt;

        // Who was gone before departures were kept.
        entry.Departure = record.Departure ?? (entry.IsGone ? new() { UserId = record.UserId, GoneAt = record.GoneAt!.Value } : null);
    }
}
