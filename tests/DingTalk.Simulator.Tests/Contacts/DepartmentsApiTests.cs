using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Contacts;

public sealed class DepartmentsApiTests
{
    [Fact]
    public async Task Listsub_answers_one_level_as_a_bare_array()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","result":[
              {"dept_id":2,"name":"Field Service","parent_id":1,"create_dept_group":false,"auto_add_user":false},
              {"dept_id":9,"name":"Finance","parent_id":1,"create_dept_group":false,"auto_add_user":false}]}
            """,
            await wire.PostAsync("/topapi/v2/department/listsub", "{}"));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":[]}""", await wire.PostAsync("/topapi/v2/department/listsub", """{"dept_id":9}"""));
        WireAssert.Equal(
            """{"errcode":0,"errmsg":"ok","result":{"dept_id_list":[2,9]}}""",
            await wire.PostAsync("/topapi/v2/department/listsubid", """{"dept_id":1}"""));
    }

    [Fact]
    public async Task Get_tells_managers_and_counts_and_the_root_has_no_parent()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","result":{"dept_id":5,"name":"Night Shift","parent_id":2,"order":5,"create_dept_group":false,
             "group_contain_sub_dept":false,"auto_add_user":false,"auto_approve_apply":false,"dept_manager_userid_list":["u2"],
             "outer_dept":false,"hide_dept":false,"member_count":2,"owning_member_count":2}}
            """,
            await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":5}"""));
        var root = (await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":1}"""))["result"]!.AsObject();
        Assert.False(root.ContainsKey("parent_id"));
        Assert.Equal((3, 0), ((int)root["member_count"]!, (int)root["owning_member_count"]!));
    }

    [Fact]
    public async Task Ancestors_begin_with_the_department_itself()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """{"errcode":0,"errmsg":"ok","result":{"parent_id_list":[5,2,1]}}""",
            await wire.PostAsync("/topapi/v2/department/listparentbydept", """{"dept_id":5}"""));
        WireAssert.Equal(
            """{"errcode":0,"errmsg":"ok","result":{"parent_list":[{"parent_dept_id_list":[2,1]},{"parent_dept_id_list":[5,2,1]}]}}""",
            await wire.PostAsync("/topapi/v2/department/listparentbyuser", """{"userid":"u1"}"""));
    }

    [Fact]
    public async Task The_home_school_tree_shows_below_the_root_when_asked_for()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options => options.HomeSchoolTree = true);
        using var wire = new Wire(dingTalk);

        var listed = (await wire.PostAsync("/topapi/v2/department/listsub", """{"dept_id":1}"""))["result"]!.AsArray();
        Assert.Equal([2, 9, -7], listed.Select(item => (long)item!["dept_id"]!));
    }

    [Fact]
    public async Task A_narrow_scope_refuses_what_the_reference_says_and_answers_the_rest()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options => options.Scope = new ContactScope([SmallCompany.Service], ["u3"]));
        using var wire = new Wire(dingTalk);

        var scopes = await wire.GetWithTokenAsync("/auth/scopes");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"authed_user":["u3"],"authed_dept":[2]}"""), scopes["auth_org_scopes"]));
        WireAssert.Code("50004", await wire.PostAsync("/topapi/v2/department/listsub", """{"dept_id":1}"""));
        WireAssert.Code("50004", await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":9}"""));
        WireAssert.Code("50004", await wire.PostAsync("/topapi/v2/user/list", """{"dept_id":9,"cursor":0,"size":10}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":5}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/listsubid", """{"dept_id":1}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/user/listid", """{"dept_id":9}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u3"}"""));
        dingTalk.Options.Scope = new ContactScope([SmallCompany.Service], []);
        WireAssert.Code("50002", await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u3"}"""));
        var (_, found) = await wire.ModernAsync(HttpMethod.Post, "/v1.0/contact/departments/search", """{"queryWord":"i","offset":0,"size":10}""");
        WireAssert.Equal("""{"hasMore":false,"totalCount":2,"list":[2,5]}""", found);
    }
}
