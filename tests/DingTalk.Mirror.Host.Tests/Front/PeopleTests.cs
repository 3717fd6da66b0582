using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class PeopleTests(FrontFixture front)
{
    [Fact]
    public async Task A_person_is_found_by_userid() => Assert.Equal("总经理", (await front.GetAsync("/people/boss")).GetProperty("name").GetString());

    [Fact]
    public async Task A_person_is_found_by_unionid()
    {
        var unionId = front.Platform.Organization.FindUser("both")!.UnionId;

        Assert.Equal("both", (await front.GetAsync($"/people?unionId={Uri.EscapeDataString(unionId)}")).GetProperty("userId").GetString());
    }

    [Fact]
    public async Task A_person_is_found_by_a_mobile_number_that_no_log_and_no_URL_shows()
    {
        Assert.Equal("mobile", (await front.PostAsync("/people/by-mobile", new { mobile = SmallCompany.Mobile })).GetProperty("userId").GetString());
        Assert.DoesNotContain(SmallCompany.Mobile, front.Host.Output + front.Host.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("both", SmallCompany.Head, true)]
    [InlineData("both", SmallCompany.East, false)]
    public async Task Membership_is_yes_or_no(string userId, long departmentId, bool expected) =>
        Assert.Equal(expected, (await front.GetAsync($"/people/{userId}/membership?departmentId={departmentId}")).GetProperty("isMember").GetBoolean());

    [Fact]
    public async Task The_leaders_above_a_person_are_a_chain_for_each_department()
    {
        var chains = await front.GetAsync("/people/both/leaders");

        Assert.Equal(2, chains.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_refresh_shows_what_changed_on_the_platform()
    {
        await front.GetAsync("/people/lab12");
        front.Platform.Organization.UpdateUser("lab12", user => user with { Title = "首席研究员" });

        Assert.Equal("首席研究员", (await front.PostAsync("/people/lab12/refresh")).GetProperty("title").GetString());
    }
}
