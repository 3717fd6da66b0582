using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Transport;
using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Departments;

public sealed class DepartmentApiTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_department_is_read_with_its_managers_and_an_order_beyond_a_doubles_precision()
    {
        await using var company = await SmallCompany.StartAsync();

        var night = await company.Client.Departments.GetAsync(SmallCompany.Night, None);

        Assert.Equal(("Night Shift", SmallCompany.Service, 9_007_199_254_740_993), (night.Name, night.ParentId, night.Order));
        Assert.Equal(["u2"], night.ManagerUserIds);
        Assert.Equal(("OA-117", 2, 2), (night.SourceIdentifier, night.MemberCount, night.OwningMemberCount));
    }

    [Fact]
    public async Task The_tree_is_read_downward_and_upward()
    {
        await using var company = await SmallCompany.StartAsync();
        var departments = company.Client.Departments;

        var top = await departments.ListSubAsync(1, None);

        Assert.Equal([(SmallCompany.Service, "Field Service", 1L), (SmallCompany.Finance, "Finance", 1L)], top.Select(child => (child.Id, child.Name, child.ParentId)).Order());
        Assert.Empty(await departments.ListSubAsync(SmallCompany.Night, None));
        Assert.Equal([SmallCompany.Night], await departments.ListSubIdsAsync(SmallCompany.Service, None));
        Assert.Empty(await departments.ListSubIdsAsync(SmallCompany.Finance, None));
        Assert.Equal([SmallCompany.Night, SmallCompany.Service, 1], await departments.ListParentsByDepartmentAsync(SmallCompany.Night, None));
        var chains = await departments.ListParentsByUserAsync("u1", None);
        Assert.Equal(["2,1", "5,2,1"], chains.Select(chain => string.Join(',', chain)).Order());
    }

    [Fact]
    public async Task A_department_is_created_changed_moved_and_deleted()
    {
        await using var company = await SmallCompany.StartAsync();
        var departments = company.Client.Departments;

        var id = await departments.CreateAsync(new DepartmentCreation { Name = "夜班😀", ParentId = 1, IsHidden = true, HiddenExceptToUserIds = ["u1", "u2"] }, None);
        var created = await departments.GetAsync(id, None);
        Assert.Equal(("夜班😀", 1L, true), (created.Name, created.ParentId, created.IsHidden));
        Assert.Equal(["u1", "u2"], created.HiddenExceptToUserIds);

        await departments.UpdateAsync(new DepartmentUpdate { Id = id, ParentId = SmallCompany.Finance, Code = "N-1" }, None);
        var moved = await departments.GetAsync(id, None);
        Assert.Equal(("夜班😀", SmallCompany.Finance, "N-1"), (moved.Name, moved.ParentId, moved.Code));

        await departments.DeleteAsync(id, None);
        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => departments.GetAsync(id, None));
        Assert.Equal((DingTalkErrorKind.NotFound, "60003"), (exception.Kind, exception.Code));
    }

    [Fact]
    public async Task Managers_are_set_and_cleared()
    {
        await using var company = await SmallCompany.StartAsync();
        var departments = company.Client.Departments;

        await departments.UpdateAsync(new DepartmentUpdate { Id = SmallCompany.Night, ManagerUserIds = ["u1", "u2"] }, None);
        Assert.Equal(["u1", "u2"], (await departments.GetAsync(SmallCompany.Night, None)).ManagerUserIds.Order());

        await departments.UpdateAsync(new DepartmentUpdate { Id = SmallCompany.Night, ManagerUserIds = [] }, None);
        Assert.Empty((await departments.GetAsync(SmallCompany.Night, None)).ManagerUserIds);
    }

    [Fact]
    public async Task Outside_the_scope_is_neither_empty_nor_gone()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Scope = new ContactScope([SmallCompany.Finance], []));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Departments.ListSubAsync(SmallCompany.Service, None));

        Assert.Equal((DingTalkErrorKind.OutOfScope, "50004", null), (exception.Kind, exception.Code, exception.RetryAfter));
        Assert.NotNull(exception.RequestId);
        Assert.Equal([SmallCompany.Night], await company.Client.Departments.ListSubIdsAsync(SmallCompany.Service, None));
    }

    [Fact]
    public async Task A_missing_permission_names_the_point_to_apply_for()
    {
        await using var company = await SmallCompany.StartAsync(options => options.MissingPermissions = ["qyapi_get_department_list"]);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Departments.GetAsync(1, None));

        Assert.Equal(DingTalkErrorKind.PermissionMissing, exception.Kind);
        Assert.Equal(["qyapi_get_department_list"], exception.RequiredScopes);
    }

    [Fact]
    public async Task The_root_has_no_parent_and_may_have_a_child_that_answers_nothing()
    {
        await using var company = await SmallCompany.StartAsync(options => options.HomeSchoolTree = true);

        Assert.Null((await company.Client.Departments.GetAsync(1, None)).ParentId);
        Assert.Contains(-7, (await company.Client.Departments.ListSubAsync(1, None)).Select(child => child.Id));
        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Departments.GetAsync(-7, None));
        Assert.Equal((DingTalkErrorKind.InvalidParameter, "40009"), (exception.Kind, exception.Code));
    }
}
