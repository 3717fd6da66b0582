using DingTalk.Simulator;

namespace DingTalk.OpenPlatform.Tests.Scopes;

public sealed class ScopeApiTests
{
    [Fact]
    public async Task The_scope_tells_departments_people_and_fields()
    {
        await using var company = await SmallCompany.StartAsync(options => options.Scope = new ContactScope([SmallCompany.Finance], ["u1"]));

        var scopes = await company.Client.Scopes.GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal([SmallCompany.Finance], scopes.DepartmentIds);
        Assert.Equal(["u1"], scopes.UserIds);
        Assert.Contains("userid", scopes.UserFields);
    }
}
