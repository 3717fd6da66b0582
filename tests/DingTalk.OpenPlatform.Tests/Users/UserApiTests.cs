using DingTalk.OpenPlatform.Transport;
using DingTalk.OpenPlatform.Users;
using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Users;

public sealed class UserApiTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_read_with_departments_places_and_manager()
    {
        await using var company = await SmallCompany.StartAsync();

        var chen = await company.Client.Users.GetAsync("u1", None);
        var an = await company.Client.Users.GetAsync("u2", None);
        var sun = await company.Client.Users.GetAsync("u3", None);

        Assert.Equal(("Chen Ke", "un1", "13900000007", "ke@example.com", true), (chen.Name, chen.UnionId, chen.Mobile, chen.Email, chen.IsActive));
        Assert.Equal([SmallCompany.Service, SmallCompany.Night], chen.DepartmentIds.Order());
        Assert.Contains(new DepartmentOrder(SmallCompany.Night, 176_318_668_975_061_512), an.DepartmentOrders);
        Assert.Contains(new LeaderInDepartment(SmallCompany.Night, true), an.LeaderInDepartments);
        Assert.Equal(("u2", false), (sun.ManagerUserId, sun.IsActive));
    }

    [Fact]
    public async Task Members_are_listed_in_detail_in_brief_and_by_id()
    {
        await using var company = await SmallCompany.StartAsync();
        var users = company.Client.Users;

        var first = await users.ListAsync(SmallCompany.Night, 0, 1, None);
        var second = await users.ListAsync(SmallCompany.Night, first.NextCursor!.Value, 1, None);
        var brief = await users.ListSimpleAsync(SmallCompany.Night, 0, 100, None);

        Assert.Null(second.NextCursor);
        var members = first.Items.Concat(second.Items).OrderBy(user => user.UserId).ToArray();
        Assert.Equal(["u1", "u2"], members.Select(user => user.UserId));
        Assert.Equal((true, 176_318_668_975_061_512), (members[1].IsLeader, members[1].DepartmentOrder));
        Assert.Equal([("u1", "Chen Ke"), ("u2", "李安")], brief.Items.Select(user => (user.UserId, user.Name)).Order());
        Assert.Null(brief.NextCursor);
        Assert.Equal(["u1", "u2"], (await users.ListIdsAsync(SmallCompany.Night, None)).Order());
        Assert.Empty(await users.ListIdsAsync(1, None));
    }

    [Fact]
    public async Task Every_member_of_a_department_of_many_pages_is_listed_once()
    {
        await using var company = await SmallCompany.StartAsync();
        for (var i = 0; i < 250; i++)
            company.Platform.Organization.User($"m{i:D3}", $"Member {i}", SmallCompany.Finance);

        var ids = new List<string>();
        await foreach (var user in company.Client.Users.ListAllAsync(SmallCompany.Finance, None))
            ids.Add(user.UserId);

        Assert.Equal(company.Platform.Organization.MembersOf(SmallCompany.Finance).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        Assert.Equal(3, company.Platform.Calls.Count("POST /topapi/v2/user/list"));
    }

    [Fact]
    public async Task People_are_found_by_mobile_and_unionid_and_counted()
    {
        await using var company = await SmallCompany.StartAsync();
        var users = company.Client.Users;

        Assert.Equal("u1", await users.FindByMobileAsync("13900000007", None));
        Assert.Equal(new UnionIdMatch("u2", ContactType.Employee), await users.FindByUnionIdAsync("un2", None));
        Assert.Equal(3, await users.CountAsync(onlyActive: false, None));
        Assert.Equal(2, await users.CountAsync(onlyActive: true, None));
    }

    [Fact]
    public async Task A_number_that_nobody_has_is_not_repeated_in_the_error()
    {
        await using var company = await SmallCompany.StartAsync();

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Users.FindByMobileAsync("13912345678", None));

        Assert.Equal((DingTalkErrorKind.NotFound, "60121"), (exception.Kind, exception.Code));
        Assert.DoesNotContain("13912345678", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_added_changed_and_removed()
    {
        await using var company = await SmallCompany.StartAsync();
        var users = company.Client.Users;
        var hired = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var created = await users.CreateAsync(new UserCreation
        {
            UserId = "u9",
            Name = "何😀",
            Mobile = "13900000099",
            DepartmentIds = [SmallCompany.Finance, SmallCompany.Night],
            Title = "工程师",
            HiredAt = hired,
            DepartmentOrders = [new DepartmentOrder(SmallCompany.Night, 176_318_668_975_061_513)],
        }, None);
        var read = await users.GetAsync("u9", None);
        Assert.Equal(("u9", read.UnionId), (created.UserId, created.UnionId));
        Assert.Equal(("何😀", "工程师", hired), (read.Name, read.Title, read.HiredAt));
        Assert.Contains(new DepartmentOrder(SmallCompany.Night, 176_318_668_975_061_513), read.DepartmentOrders);

        await users.UpdateAsync(new UserUpdate { UserId = "u9", DepartmentIds = [SmallCompany.Service] }, None);
        var moved = await users.GetAsync("u9", None);
        Assert.Equal([SmallCompany.Service], moved.DepartmentIds);
        Assert.Equal("何😀", moved.Name);

        await users.DeleteAsync("u9", None);
        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => users.GetAsync("u9", None));
        Assert.Equal(DingTalkErrorKind.NotFound, exception.Kind);
        Assert.Contains("Person u9", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_field_permissions_the_fields_are_absent_and_the_call_succeeds()
    {
        await using var company = await SmallCompany.StartAsync(options => options.MobileFieldPermission = options.PersonalFieldPermission = false);

        var chen = await company.Client.Users.GetAsync("u1", None);

        Assert.Equal((null, null, null), (chen.Mobile, chen.StateCode, chen.Email));
    }

    [Fact]
    public async Task Outside_the_scope_a_person_is_not_said_to_be_gone()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Scope = new ContactScope([SmallCompany.Finance], []));

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Users.GetAsync("u1", None));

        Assert.Equal((DingTalkErrorKind.OutOfScope, "50002"), (exception.Kind, exception.Code));
    }

    [Fact]
    public void Printing_a_person_tells_the_id_and_nothing_personal()
    {
        var printed = new UserDetail { UserId = "u1", Name = "Chen Ke", Mobile = "13900000007", Email = "ke@example.com" }.ToString()
            + new DepartmentUser { UserId = "u1", Name = "Chen Ke", Mobile = "13900000007" }
            + new UserBrief { UserId = "u1", Name = "Chen Ke" }
            + new UserCreation { UserId = "u1", Name = "Chen Ke", Mobile = "13900000007", DepartmentIds = [1] };

        Assert.Equal("UserDetail(u1)DepartmentUser(u1)UserBrief(u1)UserCreation", printed);
    }
}
