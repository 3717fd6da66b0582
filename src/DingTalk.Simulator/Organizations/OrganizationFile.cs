using System.Text.Json;

namespace DingTalk.Simulator.Organizations;

/// <summary>
/// Reads <c>{"departments":[{"id":1,"parent":0,"name":"…","leaders":["…"]}],"users":[{"userid":"…","name":"…","departments":[1]}]}</c>.
/// Entries may come in any order; the other fields go by their names in the platform's reference.
/// </summary>
internal static class OrganizationFile
{
    public static SimulatedOrganization Load(Stream stream)
    {
        using var document = Parse(stream);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
            throw new InvalidOrganizationException("The file holds no JSON object with 'departments' and 'users'.");
        var departments = Entries(root, "departments", required: true, DepartmentEntry.Read);
        var users = Entries(root, "users", required: false, UserEntry.Read);
        var organization = new SimulatedOrganization();
        organization.Change(draft =>
        {
            foreach (var (place, department) in ParentsFirst(departments))
            {
                if (OrganizationRules.FaultOf(draft, department) is { } fault)
                    throw Invalid(place, fault);
                organization.Put(draft, department);
            }

            draft.AddAll(Checked(draft, users));
        });
        CheckPeople(organization, departments, users);
        return organization;
    }

    private static JsonDocument Parse(Stream stream)
    {
        try
        {
            return JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException malformed)
        {
            throw new InvalidOrganizationException(
                Invariant($"The file is no valid JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}."), malformed);
        }
    }

    private static List<Entry<T>> Entries<T>(JsonElement root, string name, bool required, Func<EntryReader, T> read)
    {
        if (!root.TryGetProperty(name, out var array))
            return required ? throw new InvalidOrganizationException($"The file has no '{name}'.") : [];
        if (array.ValueKind is not JsonValueKind.Array)
            throw new InvalidOrganizationException($"'{name}' is not an array.");
        var entries = new List<Entry<T>>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            var place = Invariant($"{name}[{entries.Count}]");
            entries.Add(new(place, read(new EntryReader(place, element))));
        }

        return entries;
    }

    private static List<Entry<SimulatedDepartment>> ParentsFirst(List<Entry<SimulatedDepartment>> entries)
    {
        var byId = new Dictionary<long, Entry<SimulatedDepartment>>();
        foreach (var entry in entries)
        {
            if (!byId.TryAdd(entry.Value.Id, entry))
                throw Invalid(entry.Place, $"Department {entry.Value.Id} is already {byId[entry.Value.Id].Place}.");
        }

        if (!byId.TryGetValue(SimulatedDepartment.RootId, out var root))
            throw new InvalidOrganizationException("The file has no root department: one entry of 'departments' must have \"id\": 1 and \"parent\": 0.");
        var orphan = entries.Find(entry => entry.Value.Id != SimulatedDepartment.RootId && !byId.ContainsKey(entry.Value.ParentId));
        if (orphan is not null)
            throw Invalid(orphan.Place, $"The parent {orphan.Value.ParentId} of department {orphan.Value.Id} does not exist.");
        var children = entries.ToLookup(entry => entry.Value.ParentId);
        var ordered = new List<Entry<SimulatedDepartment>>(entries.Count) { root };
        for (var i = 0; i < ordered.Count; i++)
            ordered.AddRange(children[ordered[i].Value.Id].Where(child => child.Value.Id != SimulatedDepartment.RootId));
        if (ordered.Count < entries.Count && entries.Except(ordered).First() is var cyclic)
            throw Invalid(cyclic.Place, $"Department {cyclic.Value.Id} is its own ancestor.");
        return ordered;
    }

    // Drawn one by one while they are added, so that each is checked against those before it.
    private static IEnumerable<SimulatedUser> Checked(OrganizationDraft draft, List<Entry<SimulatedUser>> users)
    {
        foreach (var (place, user) in users)
        {
            if (draft.FindUser(user.UserId) is not null)
                throw Invalid(place, $"User '{user.UserId}' occurs twice.");
            if (OrganizationRules.FaultOf(draft, user) is { } fault)
                throw Invalid(place, fault);
            yield return user;
        }
    }

    private static void CheckPeople(SimulatedOrganization organization, List<Entry<SimulatedDepartment>> departments, List<Entry<SimulatedUser>> users)
    {
        foreach (var (place, department) in departments)
        {
            if (department.Leaders.FirstOrDefault(leader => organization.FindUser(leader) is null) is { } stranger)
                throw Invalid(place, $"The leader '{stranger}' of department {department.Id} is not among the users.");
        }

        foreach (var (place, user) in users)
        {
            if (user.ManagerUserId is { } manager && organization.FindUser(manager) is null)
                throw Invalid(place, $"The manager '{manager}' of user '{user.UserId}' is not among the users.");
        }
    }

    private static InvalidOrganizationException Invalid(string place, string fault) => new($"{place}: {fault}");

    private sealed record Entry<T>(string Place, T Value);
}
