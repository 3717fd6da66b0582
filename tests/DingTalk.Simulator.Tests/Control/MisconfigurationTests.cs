using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests.Control;

public sealed class MisconfigurationTests
{
    public static TheoryData<Misconfiguration> Names => [.. Enum.GetValues<Misconfiguration>()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Another_process_sets_it_wrong_by_name_and_everything_right_again(Misconfiguration what)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        var right = Described(dingTalk.Options);

        await SendAsync(wire, HttpMethod.Post, $"misconfigurations/{what}", HttpStatusCode.NoContent);
        Assert.NotEqual(right, Described(dingTalk.Options));
        Assert.Equal([what], dingTalk.Misconfigurations);
        dingTalk.Misconfigure(Misconfiguration.MonthSpent);
        var report = JsonNode.Parse(await SendAsync(wire, HttpMethod.Get, "misconfigurations"))!;
        Assert.Equal(what.ToString(), (string)report["active"]!.AsArray()[0]!);
        Assert.Equal(Enum.GetNames<Misconfiguration>(), report["known"]!.AsArray().Select(name => (string)name!));

        await SendAsync(wire, HttpMethod.Delete, "misconfigurations", HttpStatusCode.NoContent);
        Assert.Equal(right, Described(dingTalk.Options));
        Assert.Empty(dingTalk.Misconfigurations);
        Assert.NotEmpty(await wire.TokenAsync());
    }

    [Theory]
    [InlineData("IpNotLisetd")]
    [InlineData("3")]
    [InlineData("")]
    public async Task A_name_that_there_is_not_is_refused(string name)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        var answer = await SendAsync(wire, HttpMethod.Post, $"misconfigurations/{name}", name.Length > 0 ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound);

        Assert.StartsWith("""{"error":""", answer, StringComparison.Ordinal);
        Assert.Empty(dingTalk.Misconfigurations);
    }

    [Theory]
    [InlineData(Misconfiguration.IpNotListed, "60020")]
    [InlineData(Misconfiguration.AppStopped, "50003")]
    [InlineData(Misconfiguration.CorpDisabled, "50005")]
    [InlineData(Misconfiguration.DepartmentPermissionMissing, "60011")]
    [InlineData(Misconfiguration.Throttled, "90018")]
    [InlineData(Misconfiguration.PlatformThrottled, "90002")]
    public async Task The_wire_has_the_documented_code(Misconfiguration what, string code)
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.TokenAsync();
        dingTalk.Misconfigure(what);

        WireAssert.Code(code, await wire.PostAsync("/topapi/v2/department/listsubid", """{"dept_id":1}"""));
    }

    // Everything that can be set, the inner settings too.
    private static string Described(SimulatorOptions options) => string.Join('\n', typeof(SimulatorOptions)
        .GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
        .Where(property => property.Name is not nameof(SimulatorOptions.TimeProvider))
        .Select(property => $"{property.Name} {JsonSerializer.Serialize(property.GetValue(options))}"));

    private static async Task<string> SendAsync(Wire wire, HttpMethod method, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, new Uri("/_simulator/" + path, UriKind.Relative));
        using var response = await wire.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
