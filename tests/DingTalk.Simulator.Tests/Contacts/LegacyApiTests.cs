namespace DingTalk.Simulator.Tests.Contacts;

public sealed class LegacyApiTests
{
    [Theory]
    [InlineData("/department/list?fetch_child=true", """{"errcode":0,"errmsg":"ok","department":[{"id":2,"name":"Field Service","parentid":1,"createDeptGroup":false,"autoAddUser":false},{"id":5,"name":"Night Shift","parentid":2,"createDeptGroup":false,"autoAddUser":false},{"id":9,"name":"Finance","parentid":1,"createDeptGroup":false,"autoAddUser":false}]}""")]
    [InlineData("/department/list_ids?id=1", """{"errcode":0,"errmsg":"ok","sub_dept_id_list":[2,9]}""")]
    [InlineData("/department/list_parent_depts_by_dept?id=5", """{"errcode":0,"errmsg":"ok","parentIds":[5,2,1]}""")]
    [InlineData("/department/list_parent_depts?userId=u1", """{"errcode":0,"errmsg":"ok","department":[2,1,5]}""")]
    [InlineData("/user/simplelist?department_id=5", """{"errcode":0,"errmsg":"ok","userlist":[{"userid":"u2","name":"Li An"},{"userid":"u1","name":"Chen Ke"}]}""")]
    [InlineData("/user/simplelist?department_id=5&offset=1&size=1", """{"errcode":0,"errmsg":"ok","hasMore":false,"userlist":[{"userid":"u1","name":"Chen Ke"}]}""")]
    [InlineData("/user/getDeptMember?deptId=5", """{"errcode":0,"errmsg":"ok","userIds":["u2","u1"]}""")]
    [InlineData("/user/getUseridByUnionid?unionid=un3", """{"errcode":0,"errmsg":"ok","contactType":0,"userid":"u3"}""")]
    [InlineData("/user/getuseridbyunionid?unionid=un3", """{"errcode":0,"errmsg":"ok","contactType":0,"userid":"u3"}""")]
    [InlineData("/user/get_by_mobile?mobile=13900000007", """{"errcode":0,"errmsg":"ok","userid":"u1"}""")]
    [InlineData("/user/get_org_user_count?onlyActive=1", """{"errcode":0,"errmsg":"ok","count":2}""")]
    [InlineData("/user/get_admin", """{"errcode":0,"errmsg":"ok","adminList":[]}""")]
    [InlineData("/user/get?userid=nobody", """{"errcode":60121,"errmsg":"找不到该用户"}""")]
    public async Task A_read_of_1_0_answers_at_the_top_level(string call, string expected)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(expected, await wire.GetWithTokenAsync(call));
    }

    [Fact]
    public async Task A_person_of_1_0_has_maps_that_are_no_json()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var user = await wire.GetWithTokenAsync("/user/get?userid=u2");

        Assert.Equal("{5:176318668975061512}", (string)user["orderInDepts"]!);
        Assert.Equal("{5:true}", (string)user["isLeaderInDepts"]!);
    }

    [Fact]
    public async Task Writes_of_1_0_take_their_own_names_and_separators()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var created = await wire.PostAsync("/department/create", """{"name":"仓库","parentid":"5","deptHiding":true,"deptPermits":"2|9"}""");
        var id = (long)created["id"]!;
        WireAssert.Code("0", await wire.PostAsync("/department/update", """{"id":5,"deptManagerUseridList":"u1|u2"}"""));
        WireAssert.Code("0", await wire.PostAsync("/user/create", """{"userid":"u9","name":"何","mobile":"13900000009","department":"[2,5]","position":"工程师","orderInDepts":"{5:10}"}"""));

        Assert.Equal([2, 9], dingTalk.Organization.FindDepartment(id)!.DeptPermits);
        Assert.Equal(["u1", "u2"], dingTalk.Organization.FindDepartment(5)!.Leaders);
        Assert.Equal(("工程师", 10L), (dingTalk.Organization.FindUser("u9")!.Title, dingTalk.Organization.FindUser("u9")!.Orders[5]));
        Assert.Equal("u1|u2", (string)(await wire.GetWithTokenAsync("/department/get?id=5"))["deptManagerUseridList"]!);
        WireAssert.Code("0", await wire.GetWithTokenAsync($"/department/delete?id={id}"));
        WireAssert.Code("0", await wire.GetWithTokenAsync("/user/delete?userid=u9"));
    }
}
