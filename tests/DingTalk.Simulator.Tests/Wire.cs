using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Tests;

/// <summary>A client by hand: what goes over the wire is what the test says, and what comes back is compared as JSON.</summary>
internal sealed class Wire(DingTalkSimulator dingTalk) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = dingTalk.Address };
    private string? _token;

    public HttpClient Http => _http;

    public void Dispose() => _http.Dispose();

    public async Task<string> TokenAsync() =>
        _token ??= (string)(await GetAsync($"/gettoken?appkey={dingTalk.AppKey}&appsecret={dingTalk.AppSecret}"))["access_token"]!;

    public void ForgetToken() => _token = null;

    /// <summary>A legacy POST with a JSON body and the token in the query.</summary>
    public async Task<JsonObject> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"{path}?access_token={await TokenAsync()}", UriKind.Relative), content);
        return await ReadAsync(response);
    }

    /// <summary>A legacy POST with form fields and the token among them.</summary>
    public async Task<JsonObject> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            [new("access_token", await TokenAsync()), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(response);
    }

    /// <summary>A legacy GET with the token in the query.</summary>
    public async Task<JsonObject> GetWithTokenAsync(string pathAndQuery)
    {
        var separator = pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return await GetAsync($"{pathAndQuery}{separator}access_token={await TokenAsync()}");
    }

    public async Task<JsonObject> GetAsync(string pathAndQuery)
    {
        using var response = await _http.GetAsync(new Uri(pathAndQuery, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>A call of the new host, with the token in its header.</summary>
    public async Task<(int Status, JsonObject Body)> ModernAsync(HttpMethod method, string path, string? json, string? token = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add("x-acs-dingtalk-access-token", token ?? await TokenAsync());
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await ReadAsync(response));
    }

    public static string CodeOf(JsonObject answer) =>
        (string?)answer["sub_code"] ?? ((long)answer["errcode"]!).ToString(CultureInfo.InvariantCulture);

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
}

internal static class WireAssert
{
    /// <summary>The same JSON, whatever its request id.</summary>
    public static void Equal(string expected, JsonObject actual)
    {
        actual.Remove("request_id");
        actual.Remove("requestid");
        var wanted = JsonNode.Parse(expected)!.AsObject();
        Assert.True(JsonNode.DeepEquals(wanted, actual), $"Expected {wanted.ToJsonString()}\nbut was  {actual.ToJsonString()}");
    }

    public static void Code(string expected, JsonObject answer) => Assert.Equal(expected, Wire.CodeOf(answer));
}
