using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace DingTalk.Simulator.Organizations;

/// <summary>Reads the fields of one entry of an organization file; a wrong one is named with its entry.</summary>
internal sealed class EntryReader
{
    private readonly string _place;
    private readonly JsonElement _element;

    public EntryReader(string place, JsonElement element)
    {
        _place = place;
        _element = element;
        if (element.ValueKind is not JsonValueKind.Object)
            throw new InvalidOrganizationException($"{place} is not an object.");
    }

    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    public long RequiredNumber(string name) => Number(name) ?? throw Missing(name);

    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text");

    public long? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number");

    public bool Flag(string name, bool otherwise = false) => Find(name) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    public IReadOnlyList<string> Texts(string name) => Items(name, "a list of texts", item =>
        item.ValueKind is JsonValueKind.String ? (true, item.GetString()!) : (false, ""));

    public IReadOnlyList<long> Numbers(string name) => Items(name, "a list of whole numbers", item =>
        item.ValueKind is JsonValueKind.Number && item.TryGetInt64(out var number) ? (true, number) : (false, 0L));

    /// <summary>An object whose keys and values are whole numbers.</summary>
    public IReadOnlyDictionary<long, long> NumbersByNumber(string name)
    {
        if (Find(name) is not { } value)
            return ReadOnlyDictionary<long, long>.Empty;
        var map = new Dictionary<long, long>();
        if (value.ValueKind is not JsonValueKind.Object)
            throw Wrong(name, "an object");
        foreach (var property in value.EnumerateObject())
        {
            if (!long.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
                || property.Value.ValueKind is not JsonValueKind.Number || !property.Value.TryGetInt64(out var number))
                throw Wrong(name, "an object of whole numbers by department id");
            map[key] = number;
        }

        return map;
    }

    private T[] Items<T>(string name, string expected, Func<JsonElement, (bool IsRight, T Value)> read)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind is not JsonValueKind.Array)
            throw Wrong(name, expected);
        var items = new T[value.GetArrayLength()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read(value[i]) is (true, var item) ? item : throw Wrong(name, expected);
        return items;
    }

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private InvalidOrganizationException Missing(string name) => new($"{_place} has no '{name}'.");

    private InvalidOrganizationException Wrong(string name, string expected) => new($"{_place}: '{name}' is not {expected}.");
}

internal static class DepartmentEntry
{
    public static SimulatedDepartment Read(EntryReader entry)
    {
        var id = entry.RequiredNumber("id");
        return new()
        {
            Id = id,
            Name = entry.RequiredText("name"),
            ParentId = id == SimulatedDepartment.RootId ? entry.Number("parent") ?? 0 : entry.RequiredNumber("parent"),
            Leaders = entry.Texts("leaders"),
            Order = entry.Number("order"),
            SourceIdentifier = entry.Text("source_identifier"),
            Code = entry.Text("code"),
            CreateDeptGroup = entry.Flag("create_dept_group"),
            AutoAddUser = entry.Flag("auto_add_user"),
            AutoApproveApply = entry.Flag("auto_approve_apply"),
            GroupContainSubDept = entry.Flag("group_contain_sub_dept"),
            OrgDeptOwner = entry.Text("org_dept_owner"),
            HideDept = entry.Flag("hide_dept"),
            DeptPermits = entry.Numbers("dept_permits"),
            UserPermits = entry.Texts("user_permits"),
            OuterDept = entry.Flag("outer_dept"),
            OuterPermitDepts = entry.Numbers("outer_permit_depts"),
            OuterPermitUsers = entry.Texts("outer_permit_users"),
        };
    }
}

internal static class UserEntry
{
    public static SimulatedUser Read(EntryReader entry) => new()
    {
        UserId = entry.RequiredText("userid"),
        Name = entry.RequiredText("name"),
        Departments = entry.Numbers("departments") is { Count: > 0 } departments ? departments : [SimulatedDepartment.RootId],
        Orders = entry.NumbersByNumber("orders"),
        UnionId = entry.Text("unionid"),
        Avatar = entry.Text("avatar") ?? "",
        StateCode = entry.Text("state_code") ?? "86",
        Mobile = entry.Text("mobile"),
        HideMobile = entry.Flag("hide_mobile"),
        Telephone = entry.Text("telephone"),
        JobNumber = entry.Text("job_number"),
        Title = entry.Text("title"),
        Email = entry.Text("email"),
        OrgEmail = entry.Text("org_email"),
        WorkPlace = entry.Text("work_place"),
        Remark = entry.Text("remark"),
        Extension = entry.Text("extension"),
        HiredDate = entry.Number("hired_date"),
        ManagerUserId = entry.Text("manager_userid"),
        Active = entry.Flag("active", otherwise: true),
        RealAuthed = entry.Flag("real_authed", otherwise: true),
        Senior = entry.Flag("senior"),
        Boss = entry.Flag("boss"),
        AdminLevel = (int)(entry.Number("admin_level") ?? 0),
    };
}
