using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Creates, updates and deletes people by the platform's rules, each refusal with its code.</summary>
internal sealed class UserWriter(SimulatorOptions options, SimulatedOrganization organization)
{
    private const int MaxDepartments = 100;
    private const int MaxExtension = 2_000;

    public SimulatedUser Create(FieldReader fields)
    {
        var userId = fields.Text("userid") ?? RandomNumberGenerator.GetString("0123456789", 18);
        var mobile = fields.Text("mobile") ?? throw ApiRefusal.Of(40035);
        var created = new SimulatedUser { UserId = userId, Name = fields.Text("name") ?? throw ApiRefusal.Of(40035), Mobile = mobile };
        if (userId is "" or { Length: > OrganizationRules.MaxUserId })
            throw ApiRefusal.Of(40003);
        if (!ContactRules.IsMobile(mobile))
            throw ApiRefusal.Of(60103);
        if (!fields.Has("dept_id_list"))
            throw ApiRefusal.Of(40035);
        organization.Change(draft =>
        {
            if (draft.FindUser(userId) is not null)
                throw ApiRefusal.Of(60102);
            created = Merge(created, fields);
            Check(draft, created, before: null);
            draft.Put(created);
        });
        return created;
    }

    public void Update(string userId, FieldReader fields, Action<OrganizationState> guard) => organization.Change(draft =>
    {
        var before = draft.FindUser(userId) ?? throw ApiRefusal.Of(60121);
        guard(organization.State);
        if (fields.Text("mobile") is { } mobile && !string.Equals(mobile, before.Mobile, StringComparison.Ordinal))
            throw ApiRefusal.Of(40022);
        var after = Merge(before, fields);
        if (fields.Texts("force_update_fields")?.Contains("manager_userid", StringComparer.Ordinal) is true)
            after = after with { ManagerUserId = null };
        Check(draft, after, before);
        draft.Put(after);
    });

    public void Delete(string userId, Action<OrganizationState> guard) => organization.Change(draft =>
    {
        if (draft.FindUser(userId) is null)
            throw ApiRefusal.Of(60121);
        guard(organization.State);
        draft.RemoveUser(userId, LeaveReason.Api);
    });

    private static SimulatedUser Merge(SimulatedUser before, FieldReader fields)
    {
        var departments = fields.DepartmentIds() ?? before.Departments;
        var orders = before.Orders.Concat(fields.Orders()).Where(pair => departments.Contains(pair.Key));
        return before with
        {
            Name = fields.Text("name") ?? before.Name,
            Departments = [.. departments.Distinct()],
            Orders = orders.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value),
            HideMobile = fields.Flag("hide_mobile") ?? before.HideMobile,
            Telephone = fields.Text("telephone", 50, tooLong: 40063) ?? before.Telephone,
            JobNumber = fields.Text("job_number", 50) ?? before.JobNumber,
            Title = fields.Text("title", 200) ?? before.Title,
            Email = fields.Text("email", 50) ?? before.Email,
            OrgEmail = fields.Text("org_email", 100) ?? before.OrgEmail,
            WorkPlace = fields.Text("work_place", 100, tooLong: 40064) ?? before.WorkPlace,
            Remark = fields.Text("remark", 2_000, tooLong: 40065) ?? before.Remark,
            Extension = ExtensionOf(before, fields),
            Senior = fields.Flag("senior_mode") ?? before.Senior,
            HiredDate = fields.Number("hired_date") ?? before.HiredDate,
            ManagerUserId = fields.Text("manager_userid") ?? before.ManagerUserId,
        };
    }

    // Mode 0 replaces all custom fields, mode 1 adds to them.
    private static string? ExtensionOf(SimulatedUser before, FieldReader fields)
    {
        if (fields.Extension() is not { } sent)
            return before.Extension;
        if (fields.Number("ext_attrs_update_mode") is not 1 || before.Extension is null)
            return sent;
        try
        {
            var merged = JsonNode.Parse(before.Extension)!.AsObject();
            foreach (var (name, value) in JsonNode.Parse(sent)!.AsObject())
                merged[name] = value?.DeepClone();
            return System.Text.Encoding.UTF8.GetString(WireJson.Bytes(merged));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw ApiRefusal.Of(60122);
        }
    }

    private void Check(OrganizationDraft draft, SimulatedUser user, SimulatedUser? before)
    {
        if (user.Name is "" or { Length: > OrganizationRules.MaxUserName })
            throw ApiRefusal.Of(60112);
        if (user.Email is { } email && !email.Contains('@', StringComparison.Ordinal))
            throw ApiRefusal.Of(60105);
        if (user.Extension?.Length > MaxExtension)
            throw ApiRefusal.Of(60122);
        if (user.ManagerUserId is { } manager && draft.FindUser(manager) is null)
            throw ApiRefusal.Of(60128);
        if (user.Departments.Count is 0 or > MaxDepartments)
            throw ApiRefusal.Of(40066);
        foreach (var department in user.Departments)
        {
            var node = draft.FindDepartment(department) ?? throw ApiRefusal.Of(60003);
            var joins = before?.Departments.Contains(department) is not true;
            if (joins && node.Members.Count >= options.Limits.DepartmentMembers)
                throw ApiRefusal.Of(40023);
        }

        if (draft.OtherOwnerOf(user) is var (field, _))
            throw ApiRefusal.Of(field switch { UniqueField.Mobile => 60104, UniqueField.Email => 60106, UniqueField.Telephone => 40100, _ => 60102 });
    }
}
