using DingTalk.OpenPlatform.Transport;
using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Search;

public sealed class ContactSearchApiTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Departments_and_people_are_found_by_name_for_one_metered_call_each()
    {
        await using var company = await SmallCompany.StartAsync();
        var search = company.Client.Search;

        var departments = await search.FindDepartmentsAsync("Night", 0, 20, None);
        var people = await search.FindUsersAsync("李安", 0, 20, exactName: true, None);

        Assert.Equal([SmallCompany.Night], departments.Items);
        Assert.Equal((false, 1), (departments.HasMore, departments.TotalCount));
        Assert.Equal(["u2"], people.Items);
        Assert.Equal(2, company.Platform.MeteredCalls);
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_page()
    {
        await using var company = await SmallCompany.StartAsync();

        var page = await company.Client.Search.FindUsersAsync("nobody of that name", 0, 20, exactName: false, None);

        Assert.Empty(page.Items);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task Words_of_any_script_are_sent_raw()
    {
        await using var company = await SmallCompany.StartAsync();

        Assert.Empty((await company.Client.Search.FindDepartmentsAsync("科技\u2028😀\"\\", 0, 20, None)).Items);
    }

    [Fact]
    public async Task The_new_hosts_errors_are_read_by_their_code()
    {
        await using var company = await SmallCompany.StartAsync(options => options.MissingPermissions = ["qyapi_addresslist_search"]);

        var exception = await Assert.ThrowsAsync<DingTalkApiException>(() => company.Client.Search.FindDepartmentsAsync("Night", 0, 20, None));

        Assert.Equal((DingTalkErrorKind.PermissionMissing, "Forbidden.AccessDenied.AccessTokenPermissionDenied"), (exception.Kind, exception.Code));
        Assert.NotEmpty(exception.RequiredScopes);
    }

    [Fact]
    public async Task A_refused_token_of_the_new_host_is_replaced()
    {
        await using var company = await SmallCompany.StartAsync();
        company.Platform.Faults.Add(Fault.TokenRevocation() with { Endpoint = "POST /v1.0/contact/departments/search", Times = 1 });

        Assert.Single((await company.Client.Search.FindDepartmentsAsync("Night", 0, 20, None)).Items);
        Assert.Equal(2, company.Platform.TokensIssued);
    }
}
