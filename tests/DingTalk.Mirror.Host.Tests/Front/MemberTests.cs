using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class MemberTests(FrontFixture front)
{
    private const int UnderHead = 15;

    [Fact]
    public async Task Pages_together_hold_everybody_once()
    {
        var pages = new List<JsonElement>();
        for (string? after = ""; after is not null; after = pages[^1].TryGetProperty("next", out var next) ? next.GetString() : null)
            pages.Add(await front.GetAsync($"/departments/{SmallCompany.Head}/members?take=4&after={after}"));

        Assert.Equal(4, pages.Count);
        var people = pages.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(UserId).ToList();
        Assert.Equal(front.Platform.Organization.PeopleUnder(SmallCompany.Head).Order(StringComparer.Ordinal), people);
        Assert.All(pages, page => Assert.Equal(UnderHead, page.GetProperty("total").GetInt32()));
        Assert.All(pages, page => Assert.True(page.GetProperty("isComplete").GetBoolean()));
    }

    [Fact]
    public async Task Direct_members_are_those_of_the_department_alone()
    {
        var page = await front.GetAsync($"/departments/{SmallCompany.Head}/members?scope=direct");

        Assert.Equal(["boss"], page.GetProperty("items").EnumerateArray().Select(UserId));
    }

    [Fact]
    public async Task A_person_in_two_departments_counts_once() =>
        Assert.Equal(UnderHead, (await front.GetAsync($"/departments/{SmallCompany.Head}/members/count")).GetProperty("count").GetInt32());

    [Fact]
    public async Task A_stream_has_a_line_for_everybody_and_one_for_its_end()
    {
        var body = await front.Client.GetStringAsync(
            new Uri($"/departments/{SmallCompany.Head}/members/stream", UriKind.Relative), TestContext.Current.CancellationToken);
        var lines = body.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();

        Assert.Equal(UnderHead, lines.SkipLast(1).Select(line => UserId(line.GetProperty("person"))).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(UnderHead, lines[^1].GetProperty("end").GetProperty("count").GetInt32());
        Assert.True(lines[^1].GetProperty("end").GetProperty("isComplete").GetBoolean());
    }

    private static string? UserId(JsonElement person) => person.GetProperty("userId").GetString();
}
