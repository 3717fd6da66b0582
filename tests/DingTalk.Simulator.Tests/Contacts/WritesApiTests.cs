using CsCheck;

namespace DingTalk.Simulator.Tests.Contacts;

public sealed class WritesApiTests
{
    [Fact]
    public async Task A_department_is_created_changed_moved_and_deleted()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var id = (long)(await wire.PostAsync("/topapi/v2/department/create", """{"name":"仓库","parent_id":9,"order":3}"""))["result"]!["dept_id"]!;
        Assert.Equal(("仓库", 9L, 3L), (dingTalk.Organization.FindDepartment(id)!.Name, dingTalk.Organization.FindDepartment(id)!.ParentId, dingTalk.Organization.FindDepartment(id)!.Order));

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok"}""", await wire.PostAsync("/topapi/v2/department/update", $$"""{"dept_id":{{id}},"parent_id":5}"""));
        Assert.Equal([id, 5, 2, 1], (await wire.PostAsync("/topapi/v2/department/listparentbydept", $$"""{"dept_id":{{id}}}"""))["result"]!["parent_id_list"]!.AsArray().Select(item => (long)item!));

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok"}""", await wire.PostAsync("/topapi/v2/department/delete", $$"""{"dept_id":{{id}}}"""));
        WireAssert.Code("60003", await wire.PostAsync("/topapi/v2/department/get", $$"""{"dept_id":{{id}}}"""));
        Assert.Equal(
            [OrganizationChangeKind.DepartmentCreated, OrganizationChangeKind.DepartmentModified, OrganizationChangeKind.DepartmentRemoved],
            dingTalk.Organization.ChangesSince(0).Select(change => change.Kind));
    }

    [Theory]
    [InlineData("department/create", """{"name":"a"}""", "40035")]
    [InlineData("department/create", """{"name":"a","parent_id":99}""", "60004")]
    [InlineData("department/create", """{"name":"Finance","parent_id":1}""", "60021")]
    [InlineData("department/create", """{"name":"a-b","parent_id":1}""", "60009")]
    [InlineData("department/create", """{"name":"0123456789012345678901234567890123456789012345678901234567890123x","parent_id":1}""", "60001")]
    [InlineData("department/create", """{"name":"a","parent_id":1,"order":-1}""", "40011")]
    [InlineData("department/update", """{"dept_id":1,"name":"a"}""", "60018")]
    [InlineData("department/update", """{"dept_id":99,"name":"a"}""", "60003")]
    [InlineData("department/update", """{"dept_id":-7,"name":"a"}""", "40009")]
    [InlineData("department/update", """{"dept_id":2,"parent_id":5}""", "60010")]
    [InlineData("department/update", """{"dept_id":2,"parent_id":2}""", "60010")]
    [InlineData("department/update", """{"dept_id":2,"parent_id":99}""", "60004")]
    [InlineData("department/update", """{"dept_id":9,"dept_manager_userid_list":"ghost"}""", "40031")]
    [InlineData("department/update", """{"dept_id":9,"dept_manager_userid_list":"u1"}""", "60111")]
    [InlineData("department/update", """{"dept_id":9,"org_dept_owner":"u1"}""", "40093")]
    [InlineData("department/delete", """{"dept_id":1}""", "60007")]
    [InlineData("department/delete", """{"dept_id":5}""", "60005")]
    [InlineData("department/delete", """{"dept_id":99}""", "60003")]
    [InlineData("user/create", """{"name":"a","dept_id_list":"1"}""", "40035")]
    [InlineData("user/create", """{"name":"a","mobile":"12","dept_id_list":"1"}""", "60103")]
    [InlineData("user/create", """{"name":"a","mobile":"13900000007","dept_id_list":"1"}""", "60104")]
    [InlineData("user/create", """{"name":"a","mobile":"13900000008","userid":"u1","dept_id_list":"1"}""", "60102")]
    [InlineData("user/create", """{"name":"a","mobile":"13900000008","email":"ke@example.com","dept_id_list":"1"}""", "60106")]
    [InlineData("user/create", """{"name":"a","mobile":"13900000008","dept_id_list":"1,99"}""", "60003")]
    [InlineData("user/create", """{"name":"a","mobile":"13900000008","dept_id_list":"one"}""", "40066")]
    [InlineData("user/update", """{"userid":"u1","mobile":"13900000009"}""", "40022")]
    [InlineData("user/update", """{"userid":"nobody","name":"a"}""", "60121")]
    [InlineData("user/delete", """{"userid":"nobody"}""", "60121")]
    public async Task A_write_against_the_rules_changes_nothing(string call, string body, string code)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        var before = dingTalk.Organization.Version;

        WireAssert.Code(code, await wire.PostAsync("/topapi/v2/" + call, body));
        Assert.Equal(before, dingTalk.Organization.Version);
    }

    [Fact]
    public async Task A_department_with_sub_departments_and_no_people_cannot_be_deleted()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        dingTalk.Organization.Department(20, "Empty").Department(21, "Below", 20);

        WireAssert.Code("60006", await wire.PostAsync("/topapi/v2/department/delete", """{"dept_id":20}"""));
    }

    [Fact]
    public async Task Member_depth_and_department_limits_are_kept()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options => options.Limits = new LimitOptions { DepartmentMembers = 1, DepartmentDepth = 2, Departments = 5 });
        using var wire = new Wire(dingTalk);

        WireAssert.Code("40023", await wire.PostAsync("/topapi/v2/user/create", """{"name":"a","mobile":"13900000008","dept_id_list":"9"}"""));
        WireAssert.Code("60002", await wire.PostAsync("/topapi/v2/department/create", """{"name":"a","parent_id":2}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/create", """{"name":"a","parent_id":1}"""));
        WireAssert.Code("60110", await wire.PostAsync("/topapi/v2/department/create", """{"name":"b","parent_id":1}"""));
    }

    [Fact]
    public async Task A_person_is_created_moved_and_deleted_and_leads_nothing_afterwards()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var created = await wire.PostAsync(
            "/topapi/v2/user/create",
            """{"userid":"u9","name":"何","mobile":"13900000009","dept_id_list":"2,5","dept_order_list":[{"dept_id":5,"order":176318668975061512}]}""");
        WireAssert.Equal($$$"""{"errcode":0,"errmsg":"ok","result":{"userid":"u9","unionId":"{{{dingTalk.Organization.FindUser("u9")!.UnionId}}}"}}""", created);
        Assert.Equal(176_318_668_975_061_512, dingTalk.Organization.FindUser("u9")!.Orders[5]);

        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/department/update", """{"dept_id":5,"dept_manager_userid_list":"u9"}"""));
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/user/update", """{"userid":"u9","dept_id_list":"9"}"""));
        Assert.Equal(["u9", "u3"], dingTalk.Organization.MembersOf(9).OrderDescending(StringComparer.Ordinal));
        Assert.Empty(dingTalk.Organization.FindDepartment(5)!.Leaders);
        WireAssert.Code("0", await wire.PostAsync("/topapi/v2/user/delete", """{"userid":"u9"}"""));
        Assert.Null(dingTalk.Organization.FindUser("u9"));
    }

    [Fact]
    public void Whatever_is_written_the_tree_stays_a_tree_and_both_ends_agree() =>
        Gen.Select(Gen.Int[0, 3], Gen.Long[1, 12], Gen.Long[1, 12]).Array[1, 60].Sample(steps =>
        {
            var organization = new SimulatedOrganization();
            foreach (var (kind, one, other) in steps)
                Try(() => Write(organization, kind, one, other));
            foreach (var department in organization.Departments)
                Assert.Equal(SimulatedDepartment.RootId, organization.State.PathToRoot(department.Id).Last());
            Assert.Equal(organization.DepartmentCount, organization.SubtreeOf(1).Count);
            foreach (var department in organization.Departments)
            {
                Assert.All(organization.ChildrenOf(department.Id), child => Assert.Equal(department.Id, child.ParentId));
                Assert.All(organization.MembersOf(department.Id), member => Assert.Contains(department.Id, organization.FindUser(member)!.Departments));
            }

            Assert.Equal(organization.Users.Sum(user => user.Departments.Count), organization.Departments.Sum(department => organization.MembersOf(department.Id).Count));
            Assert.Equal(organization.UserCount, organization.PeopleUnder(1).Count);
        });

    private static void Write(SimulatedOrganization organization, int kind, long one, long other)
    {
        switch (kind)
        {
            case 0:
                organization.Department(one, $"n{one}", other);
                break;
            case 1:
                organization.User($"u{one}", "n", [.. new[] { one, other }.Distinct()]);
                break;
            case 2:
                organization.RemoveDepartment(one);
                break;
            default:
                organization.RemoveUser($"u{one}");
                break;
        }
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (ArgumentException)
        {
            // Refused: the state must be as before.
        }
    }
}
