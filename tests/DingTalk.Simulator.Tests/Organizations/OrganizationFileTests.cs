using System.Text;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Tests.Organizations;

public sealed class OrganizationFileTests
{
    [Fact]
    public void Entries_may_come_in_any_order()
    {
        var organization = Load("""
            {"departments":[{"id":3,"parent":2,"name":"C"},{"id":2,"parent":1,"name":"B","leaders":["u1"]},{"id":1,"parent":0,"name":"A"}],
             "users":[{"userid":"u1","name":"陈可","departments":[2,3],"orders":{"2":176318668975061512},"mobile":"13900000007","note":"ignored"}]}
            """);

        Assert.Equal([1, 2, 3], organization.SubtreeOf(1));
        Assert.Equal(["u1"], organization.PeopleUnder(3));
        Assert.Equal(176_318_668_975_061_512, organization.FindUser("u1")!.Orders[2]);
    }

    [Theory]
    [InlineData("""{"departments":[""", "The file is no valid JSON: line 1, byte 17.")]
    [InlineData("[]", "The file holds no JSON object with 'departments' and 'users'.")]
    [InlineData("{}", "The file has no 'departments'.")]
    [InlineData("""{"departments":{}}""", "'departments' is not an array.")]
    [InlineData("""{"departments":[7]}""", "departments[0] is not an object.")]
    [InlineData("""{"departments":[]}""", "The file has no root department: one entry of 'departments' must have \"id\": 1 and \"parent\": 0.")]
    [InlineData("""{"departments":[{"id":1,"parent":0}]}""", "departments[0] has no 'name'.")]
    [InlineData("""{"departments":[{"id":"1","name":"A"}]}""", "departments[0]: 'id' is not a whole number.")]
    [InlineData("""{"departments":[{"id":1,"name":"A","leaders":"u1"}]}""", "departments[0]: 'leaders' is not a list of texts.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"},{"id":2,"parent":1,"name":"B"},{"id":2,"parent":1,"name":"C"}]}""", "departments[2]: Department 2 is already departments[1].")]
    [InlineData("""{"departments":[{"id":1,"name":"A"},{"id":2,"parent":9,"name":"B"}]}""", "departments[1]: The parent 9 of department 2 does not exist.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"},{"id":2,"parent":3,"name":"B"},{"id":3,"parent":2,"name":"C"}]}""", "departments[1]: Department 2 is its own ancestor.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"},{"id":2,"parent":1,"name":"B"},{"id":3,"parent":1,"name":"B"}]}""", "departments[2]: Departments 2 and 3 have the same parent 1 and the same name.")]
    [InlineData("""{"departments":[{"id":1,"name":"A","leaders":["ghost"]}]}""", "departments[0]: The leader 'ghost' of department 1 is not among the users.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"}],"users":[{"userid":"u1","name":"x","departments":[9]}]}""", "users[0]: Department 9 of user 'u1' does not exist.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"}],"users":[{"userid":"u1","name":"x"},{"userid":"u1","name":"y"}]}""", "users[1]: User 'u1' occurs twice.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"}],"users":[{"userid":"u1","name":"x","mobile":"1"},{"userid":"u2","name":"y","mobile":"1"}]}""", "users[1]: Users 'u1' and 'u2' have the same Mobile.")]
    [InlineData("""{"departments":[{"id":1,"name":"A"}],"users":[{"userid":"u1","name":"x","manager_userid":"boss"}]}""", "users[0]: The manager 'boss' of user 'u1' is not among the users.")]
    public void An_impossible_file_is_refused_with_the_entry_that_is_wrong(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOrganizationException>(() => Load(json)).Message);

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        var before = SimulatedOrganization.SampleCompany();
        using var file = new MemoryStream();
        OrganizationWriter.Write(file, before.State);
        file.Position = 0;

        var after = SimulatedOrganization.Load(file);

        using var again = new MemoryStream();
        OrganizationWriter.Write(again, after.State);
        Assert.Equal(Encoding.UTF8.GetString(file.ToArray()), Encoding.UTF8.GetString(again.ToArray()));
    }

    [Fact]
    public async Task Forty_five_thousand_departments_and_three_hundred_thousand_people_load_and_are_served()
    {
        const int departments = 45_000;
        const int people = 300_000;
        var json = new StringBuilder("""{"departments":[{"id":1,"parent":0,"name":"root"}""");
        for (var id = 2; id <= departments; id++)
            json.Append(CultureInvariant($$""",{"id":{{id}},"parent":{{Math.Max(1, id / 8)}},"name":"d{{id}}"}"""));
        json.Append("""],"users":[{"userid":"u0","name":"n0","departments":[1]}""");
        for (var i = 1; i < people; i++)
            json.Append(CultureInvariant($$""",{"userid":"u{{i}}","name":"n{{i}}","departments":[{{1 + (i % departments)}}]}"""));
        json.Append("]}");
        await using var dingTalk = await DingTalkSimulator.StartAsync(Load(json.ToString()), cancellationToken: TestContext.Current.CancellationToken);
        using var wire = new Wire(dingTalk);

        Assert.Equal((departments, people), (dingTalk.Organization.DepartmentCount, dingTalk.Organization.UserCount));
        var root = (await wire.PostAsync("/topapi/v2/department/get", """{"dept_id":1}"""))["result"]!;
        Assert.Equal(people, (int)root["member_count"]!);
        var page = (await wire.PostAsync("/topapi/v2/user/list", """{"dept_id":45000,"cursor":0,"size":100}"""))["result"]!;
        Assert.Equal(["u44999", "u89999", "u134999", "u179999", "u224999", "u269999"], page["list"]!.AsArray().Select(row => (string)row!["userid"]!).OrderBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal));
    }

    private static string CultureInvariant(FormattableString text) => FormattableString.Invariant(text);

    private static SimulatedOrganization Load(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return SimulatedOrganization.Load(stream);
    }
}
