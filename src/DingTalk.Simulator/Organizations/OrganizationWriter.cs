using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DingTalk.Simulator.Organizations;

/// <summary>Writes an organization in the shape that <see cref="OrganizationFile"/> reads.</summary>
internal static class OrganizationWriter
{
    public static void Write(Stream stream, OrganizationState state)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("departments");
        foreach (var node in state.Departments.Values.OrderBy(node => node.Department.Id))
            Write(json, node.Department);
        json.WriteEndArray();
        json.WriteStartArray("users");
        foreach (var user in state.Users.Values.OrderBy(user => user.UserId, StringComparer.Ordinal))
            Write(json, user);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SimulatedDepartment department)
    {
        json.WriteStartObject();
        json.WriteNumber("id", department.Id);
        json.WriteNumber("parent", department.ParentId);
        json.WriteString("name", department.Name);
        WriteTexts(json, "leaders", department.Leaders);
        WriteNumber(json, "order", department.Order);
        WriteText(json, "source_identifier", department.SourceIdentifier);
        WriteText(json, "code", department.Code);
        WriteFlag(json, "create_dept_group", department.CreateDeptGroup);
        WriteFlag(json, "auto_add_user", department.AutoAddUser);
        WriteFlag(json, "auto_approve_apply", department.AutoApproveApply);
        WriteFlag(json, "group_contain_sub_dept", department.GroupContainSubDept);
        WriteText(json, "org_dept_owner", department.OrgDeptOwner);
        WriteFlag(json, "hide_dept", department.HideDept);
        WriteNumbers(json, "dept_permits", department.DeptPermits);
        WriteTexts(json, "user_permits", department.UserPermits);
        WriteFlag(json, "outer_dept", department.OuterDept);
        WriteNumbers(json, "outer_permit_depts", department.OuterPermitDepts);
        WriteTexts(json, "outer_permit_users", department.OuterPermitUsers);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SimulatedUser user)
    {
        json.WriteStartObject();
        json.WriteString("userid", user.UserId);
        json.WriteString("name", user.Name);
        WriteNumbers(json, "departments", user.Departments);
        WriteOrders(json, user.Orders);
        WriteText(json, "unionid", user.GivenUnionId);
        WriteText(json, "avatar", user.Avatar);
        WriteText(json, "state_code", user.StateCode);
        WriteText(json, "mobile", user.Mobile);
        WriteFlag(json, "hide_mobile", user.HideMobile);
        WriteText(json, "telephone", user.Telephone);
        WriteText(json, "job_number", user.JobNumber);
        WriteText(json, "title", user.Title);
        WriteText(json, "email", user.Email);
        WriteText(json, "org_email", user.OrgEmail);
        WriteText(json, "work_place", user.WorkPlace);
        WriteText(json, "remark", user.Remark);
        WriteText(json, "extension", user.Extension);
        WriteNumber(json, "hired_date", user.HiredDate);
        WriteText(json, "manager_userid", user.ManagerUserId);
        json.WriteBoolean("active", user.Active);
        json.WriteBoolean("real_authed", user.RealAuthed);
        WriteFlag(json, "senior", user.Senior);
        WriteFlag(json, "boss", user.Boss);
        if (user.AdminLevel != 0)
            json.WriteNumber("admin_level", user.AdminLevel);
        json.WriteEndObject();
    }

    private static void WriteOrders(Utf8JsonWriter json, IReadOnlyDictionary<long, long> orders)
    {
        if (orders.Count == 0)
            return;
        json.WriteStartObject("orders");
        foreach (var (department, order) in orders.OrderBy(pair => pair.Key))
            json.WriteNumber(department.ToString(CultureInfo.InvariantCulture), order);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is { Length: > 0 })
            json.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, value);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
