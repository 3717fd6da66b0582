using System.Text.Json;
using DingTalk.Mirror.Host.Tests.Hosting;

namespace DingTalk.Mirror.Host.Tests.Front;

[Collection(FrontTests.Name)]
public sealed class DepartmentTests(FrontFixture front)
{
    [Fact]
    public async Task A_department_is_found_by_its_id() =>
        Assert.Equal("研发一部", Name(await front.GetAsync($"/departments/{SmallCompany.FirstLab}")));

    [Fact]
    public async Task A_department_is_found_by_its_name() =>
        Assert.Equal(SmallCompany.Head, Id(await front.GetAsync("/departments/by-name?name=总部")));

    [Fact]
    public async Task A_path_may_hold_a_slash() =>
        Assert.Equal(SmallCompany.FirstLab, Id(await front.GetAsync("/departments/by-path?segment=总部&segment=研发/测试部&segment=研发一部")));

    [Fact]
    public async Task All_departments_of_a_name_are_listed_with_their_price()
    {
        var found = await front.GetAsync($"/departments?name={SmallCompany.Homonym}&lookup=walk");

        Assert.Equal([6L, 8L], found.GetProperty("departments").GetProperty("items").EnumerateArray().Select(Id).Order());
        Assert.True(found.GetProperty("departments").GetProperty("isComplete").GetBoolean());
        Assert.True(found.TryGetProperty("freeCalls", out _));
    }

    [Fact]
    public async Task The_tree_is_told_in_both_directions()
    {
        Assert.Equal([SmallCompany.Research], Ids(await front.GetAsync($"/departments/{SmallCompany.Head}/children")));
        Assert.Equal([SmallCompany.Research, SmallCompany.Head, 1], Ids(await front.GetAsync($"/departments/{SmallCompany.FirstLab}/ancestors")));
        var below = await front.GetAsync($"/departments/{SmallCompany.Head}/sub-department-ids");
        Assert.Equal([SmallCompany.Research, SmallCompany.FirstLab], below.GetProperty("items").EnumerateArray().Select(id => id.GetInt64()));
        Assert.Equal([1L], Ids(await front.GetAsync("/departments/roots")));
    }

    [Fact]
    public async Task A_leader_is_told_with_the_reason()
    {
        var leadership = await front.GetAsync($"/departments/{SmallCompany.FirstLab}/leaders");

        Assert.Equal("NearestAbove", leadership.GetProperty("reason").GetString());
        Assert.Equal("boss", leadership.GetProperty("leaders")[0].GetProperty("userId").GetString());
    }

    [Fact]
    public async Task A_refresh_shows_what_changed_on_the_platform()
    {
        await front.GetAsync($"/departments/{SmallCompany.West}");
        front.Platform.Organization.UpdateDepartment(SmallCompany.West, department => department with { Name = "西区" });

        Assert.Equal("西区", Name(await front.PostAsync($"/departments/{SmallCompany.West}/refresh")));
        front.Platform.Organization.UpdateDepartment(SmallCompany.West, department => department with { Name = "华西区" });
        Assert.Equal("华西区", Name(await front.PostAsync($"/departments/{SmallCompany.West}/refresh")));
    }

    [Fact]
    public async Task A_load_tells_its_progress_and_its_end()
    {
        using var response = await front.Client.PostAsync(new Uri("/departments/1/load", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var events = await ServerEvents.ReadAsync(response);

        Assert.Equal("end", events[^1].Type);
        Assert.True(events[^1].Data.GetProperty("isFinished").GetBoolean());
        Assert.Equal(8, events[^1].Data.GetProperty("departmentsLoaded").GetInt32());
        Assert.All(events.SkipLast(1), progress => Assert.Equal("progress", progress.Type));
    }

    [Fact]
    public async Task Names_are_written_as_characters() =>
        Assert.Contains("研发/测试部", await front.Client.GetStringAsync(new Uri($"/departments/{SmallCompany.Research}", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);

    private static long Id(JsonElement department) => department.GetProperty("id").GetInt64();

    private static string? Name(JsonElement department) => department.GetProperty("name").GetString();

    private static IEnumerable<long> Ids(JsonElement answer)
    {
        Assert.True(answer.GetProperty("isComplete").GetBoolean());
        return answer.GetProperty("items").EnumerateArray().Select(Id);
    }
}
