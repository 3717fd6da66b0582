using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Events;

/// <summary>Which events a change sends.</summary>
public sealed class ContactsEventsTests
{
    public static TheoryData<string, Action<SimulatedOrganization>, string[]> Changes => new()
    {
        { "a person is added", company => company.User("u9", "Wu Di", 9), ["user_add_org u9"] },
        { "a person is renamed", company => company.UpdateUser("u1", user => user with { Name = "Chen Xin" }), ["user_modify_org u1"] },
        { "a person moves", company => company.UpdateUser("u1", user => user with { Departments = [9] }), ["user_modify_org u1"] },
        { "a picture changes", company => company.UpdateUser("u1", user => user with { Avatar = "https://example.com/a.png" }), [] },
        { "nothing changes", company => company.UpdateUser("u1", user => user with { Departments = [5, 2] }), [] },
        { "a place in a department changes", company => company.UpdateUser("u2", user => user with { Orders = new Dictionary<long, long> { [5] = 7 } }), [] },
        { "a person activates", company => company.UpdateUser("u3", user => user with { Active = true }), ["user_active_org u3"] },
        { "a person becomes administrator", company => company.UpdateUser("u3", user => user with { AdminLevel = 2 }), ["org_admin_add u3"] },
        { "a leader leaves", company => company.RemoveUser("u2"), ["user_leave_org u2"] },
        { "a department is created", company => company.Department(20, "New"), ["org_dept_create 20"] },
        { "a department is renamed", company => company.UpdateDepartment(9, department => department with { Name = "Money" }), ["org_dept_modify 9"] },
        { "a department moves with its subtree", company => company.MoveDepartment(2, 9), ["org_dept_modify 2"] },
        { "a department is hidden", company => company.UpdateDepartment(9, department => department with { HideDept = true }), ["org_dept_modify 9"] },
        { "a department gets a leader", company => company.UpdateDepartment(9, department => department with { Leaders = ["u3"] }), [] },
        { "the company is renamed", company => company.UpdateDepartment(1, department => department with { Name = "Corp" }), ["org_change", "org_dept_modify 1"] },
        {
            "a subtree without people is removed",
            company => company.Department(20, "A").Department(21, "B", 20).Department(22, "C", 21).RemoveSubtree(20),
            ["org_dept_create 20", "org_dept_create 21", "org_dept_create 22", "org_dept_remove 22 21 20"]
        },
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Changes))]
    public async Task A_change_sends_its_events(string when, Action<SimulatedOrganization> change, string[] events)
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync();

        change(dingTalk.Organization);

        Assert.True(events.SequenceEqual(dingTalk.Events.All.Select(Brief)), $"When {when}: {string.Join(", ", dingTalk.Events.All.Select(Brief))}");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(LeaderChangeEvent.UserModify, "user_modify_org u3", "user_modify_org u2")]
    [InlineData(LeaderChangeEvent.DepartmentModify, "org_dept_modify 9", "org_dept_modify 5")]
    public async Task A_change_of_leader_sends_what_was_chosen(LeaderChangeEvent chosen, string made, string unmade)
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Events.LeaderChangeSends = chosen);

        dingTalk.Organization.UpdateDepartment(9, department => department with { Leaders = ["u3"] });
        dingTalk.Organization.UpdateDepartment(5, department => department with { Leaders = [] });

        Assert.Equal([made, unmade], dingTalk.Events.All.Select(Brief));
    }

    [Fact(Timeout = 60_000)]
    public async Task Other_silences_can_be_broken_and_types_unticked()
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options =>
        {
            options.Events.UserOrderSends = true;
            options.Events.DepartmentSettingsSend = false;
            options.Events.Types = ["user_modify_org", "org_dept_modify"];
        });

        dingTalk.Organization.UpdateUser("u2", user => user with { Orders = new Dictionary<long, long> { [5] = 7 } });
        dingTalk.Organization.UpdateDepartment(9, department => department with { HideDept = true });
        dingTalk.Organization.RemoveUser("u3");

        Assert.Equal(["user_modify_org u2"], dingTalk.Events.All.Select(Brief));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(DiffInfoForm.SeenLive, """[{"prev":{"name":"Chen Ke","email":"ke@example.com"},"curr":{"name":"Chen Ke","email":"","workPlace":"深圳"},"userid":"u1"}]""")]
    [InlineData(DiffInfoForm.Documented, """{"prev":{"name":"Chen Ke","email":"ke@example.com"},"curr":{"name":"Chen Ke","workPlace":"深圳"},"userid":"u1"}""")]
    [InlineData(DiffInfoForm.None, null)]
    public async Task Old_values_are_told_of_a_few_fields_only(DiffInfoForm form, string? difference)
    {
        await using var dingTalk = await StreamClient.StartPlatformAsync(options => options.Events.DiffInfo = form);

        dingTalk.Organization.UpdateUser("u1", user => user with { WorkPlace = "深圳", Email = null, Departments = [9], Title = "Engineer" });

        var data = JsonNode.Parse(dingTalk.Events.All.Single().Data)!.AsObject();
        Assert.True(JsonNode.DeepEquals(difference is null ? null : JsonNode.Parse(difference), data["diffInfo"]), data.ToJsonString());
        Assert.Equal(dingTalk.Events.All.Single().BornAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), (string)data["timeStamp"]!);
    }

    [Fact]
    public void A_subtree_with_people_and_the_root_are_not_removed()
    {
        var company = SmallCompany.Create();

        Assert.Contains("Department 2 still has people", Assert.Throws<ArgumentException>(() => company.RemoveSubtree(2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => company.RemoveSubtree(1));
        Assert.Throws<ArgumentException>(() => company.RemoveSubtree(77));
        Assert.Equal(4, company.DepartmentCount);
    }

    private static string Brief(SimulatedEvent born) => string.Join(' ', [born.Type, .. born.Subjects]);
}
