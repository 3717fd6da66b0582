using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Tests;

public sealed class SimulatedOrganizationTests
{
    [Theory]
    [InlineData("u1")]
    [InlineData("员工-007@总部")]
    public void A_person_without_a_union_id_is_found_by_the_derived_one(string userId)
    {
        var organization = new SimulatedOrganization().User(userId, "x");
        var unionId = organization.FindUser(userId)!.UnionId;

        Assert.Equal(userId, organization.State.FindUser(UniqueField.UnionId, unionId)!.UserId);
        Assert.Null(organization.State.FindUser(UniqueField.UnionId, "no such"));
        organization.UpdateUser(userId, user => user with { UnionId = "given" });
        Assert.Null(organization.State.FindUser(UniqueField.UnionId, unionId));
        Assert.Equal(userId, organization.State.FindUser(UniqueField.UnionId, "given")!.UserId);
    }

    [Fact]
    public void What_the_console_refuses_throws_and_changes_nothing()
    {
        var organization = SmallCompany.Create();
        var before = organization.Version;

        Assert.Throws<ArgumentException>(() => organization.MoveDepartment(SmallCompany.Service, SmallCompany.Night));
        Assert.Throws<ArgumentException>(() => organization.RemoveDepartment(SmallCompany.Service));
        Assert.Throws<ArgumentException>(() => organization.Department(77, "Finance"));
        Assert.Throws<ArgumentException>(() => organization.User("u4", "x", 99));
        Assert.Throws<ArgumentException>(() => organization.RemoveUser("nobody"));
        Assert.Equal(before, organization.Version);
    }

    [Fact]
    public async Task A_torn_tree_is_served_as_it_is_and_no_call_runs_in_circles()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Organization.TearDepartment(SmallCompany.Service, SmallCompany.Night);
        dingTalk.Organization.TearDepartment(SmallCompany.Finance, 404);

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"dept_id_list":[2]}}""", await wire.PostAsync("/topapi/v2/department/listsubid", """{"dept_id":5}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"parent_id_list":[5,2]}}""", await wire.PostAsync("/topapi/v2/department/listparentbydept", """{"dept_id":5}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"parent_id_list":[9]}}""", await wire.PostAsync("/topapi/v2/department/listparentbydept", """{"dept_id":9}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":5}"""));
    }
}
