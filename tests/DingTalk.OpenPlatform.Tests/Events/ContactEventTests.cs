using System.Text.Json;
using DingTalk.OpenPlatform.Events;

namespace DingTalk.OpenPlatform.Tests.Events;

public sealed class ContactEventTests
{
    [Theory]
    [InlineData("user_add_org", """{"userId":["u1","u2"],"timeStamp":"1787300105120"}""", ContactEventKind.PersonJoined, "u1,u2", "")]
    [InlineData("user_modify_org", """{"userId":["u40017"],"diffInfo":{"prev":{"name":"a"},"curr":{"name":"b"},"userid":"u40017"}}""", ContactEventKind.PersonChanged, "u40017", "")]
    [InlineData("user_modify_org", """{"UserId":["u1"],"OptStaffId":"admin01"}""", ContactEventKind.PersonChanged, "u1", "")]
    [InlineData("user_dept_change", """{"userid":"u1","unionid":"x","department":[1,2],"orderInDepts":"{1:2}"}""", ContactEventKind.PersonChanged, "u1", "")]
    [InlineData("user_active_org", """{"userid":17}""", ContactEventKind.PersonActivated, "17", "")]
    [InlineData("user_leave_org", """{"userId":"u1","unionid":"x"}""", ContactEventKind.PersonLeft, "u1", "")]
    [InlineData("user_leave_org", """{"userid":["u1","u1"],"corpid":"c"}""", ContactEventKind.PersonLeft, "u1", "")]
    [InlineData("user_leave_org", "{}", ContactEventKind.PersonLeft, "", "")]
    [InlineData("user_leave_org", "\"{half\"", ContactEventKind.PersonLeft, "", "")]
    [InlineData("label_user_change", """{"userIdList":["u1"],"labelIdList":[2390001],"action":"add"}""", ContactEventKind.PersonRolesChanged, "u1", "")]
    [InlineData("org_admin_add", """{"userId":"[\"u1\",\"u2\"]"}""", ContactEventKind.PersonRolesChanged, "u1,u2", "")]
    [InlineData("org_dept_create", """{"deptId":[880010002]}""", ContactEventKind.DepartmentCreated, "", "880010002")]
    [InlineData("org_dept_modify", """{"DeptId":["7",8]}""", ContactEventKind.DepartmentModified, "", "7,8")]
    [InlineData("org_dept_modify", """{"errcode":0,"id":9,"parentid":1,"name":"D"}""", ContactEventKind.DepartmentModified, "", "9")]
    [InlineData("org_dept_remove", """{"EventTime":1787300201001,"CorpId":"c","BizId":"78140","eventId":"0f9d77c1","deptId":[31,30]}""", ContactEventKind.DepartmentRemoved, "", "31,30")]
    [InlineData("org_dept_remove", "{}", ContactEventKind.DepartmentRemoved, "", "")]
    [InlineData("org_dept_remove", """{"deptid":"12"}""", ContactEventKind.DepartmentRemoved, "", "12")]
    [InlineData("label_conf_add", """{"labelIdList":[1],"scope":"1"}""", ContactEventKind.RolesChanged, "", "")]
    [InlineData("org_change", "{}", ContactEventKind.OrganizationChanged, "", "")]
    [InlineData("org_remove", """{"agentId":5}""", ContactEventKind.OrganizationRemoved, "", "")]
    [InlineData("org_suite_change", "{}", ContactEventKind.ScopeChanged, "", "")]
    public void An_event_names_its_people_and_departments_in_every_known_form(
        string type, string data, ContactEventKind kind, string users, string departments)
    {
        Assert.True(ContactEvent.TryRead(Event(type, data), out var it));

        Assert.Equal((kind, users, departments), (it.Kind, string.Join(',', it.UserIds), string.Join(',', it.DepartmentIds)));
    }

    [Theory]
    [InlineData("chat_update_title")]
    [InlineData("contact_add_org")]
    [InlineData("inner_app_scopes_change")]
    public void Other_events_are_not_about_the_address_book(string type)
    {
        Assert.False(ContactEvent.TryRead(Event(type, """{"userId":["u1"]}"""), out var it));
        Assert.Null(it);
    }

    [Theory]
    [InlineData("""{"userId":["\ud800",null,{},"u1"]}""", "u1")]
    [InlineData("""{"userId":"[half"}""", "[half")]
    [InlineData("[1]", "")]
    [InlineData("null", "")]
    public void What_is_no_id_is_passed_over(string data, string users)
    {
        Assert.True(ContactEvent.TryRead(Event("user_add_org", data), out var it));

        Assert.Equal(users, string.Join(',', it.UserIds));
    }

    private static DingTalkEvent Event(string type, string data) => new()
    {
        EventType = type,
        BornAt = DateTimeOffset.UnixEpoch,
        Data = JsonElement.Parse(data),
        Delivery = EventDelivery.Stream,
    };
}
