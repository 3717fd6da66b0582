using System.Text.Json.Nodes;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>Search by name on the new host. Shows only what is in scope; matches a part of the name.</summary>
internal sealed class SearchApi(ScopeGuard scope)
{
    public IEnumerable<ApiEndpoint> Endpoints =>
    [
        new(ApiStyle.Modern, "POST", "/v1.0/contact/departments/search", "qyapi_addresslist_search", Departments) { Metered = true },
        new(ApiStyle.Modern, "POST", "/v1.0/contact/users/search", "qyapi_addresslist_search", Users) { Metered = true },
    ];

    private JsonObject Departments(ApiCall call)
    {
        var word = call.Parameters.RequiredText("queryWord");
        var hits = call.State.Departments.Values
            .Select(node => node.Department)
            .Where(department => department.Name.Contains(word, StringComparison.OrdinalIgnoreCase) && scope.Sees(call.State, department.Id))
            .OrderBy(department => department.Id)
            .Select(department => (JsonNode)department.Id);
        return Page(call.Parameters, [.. hits]);
    }

    private JsonObject Users(ApiCall call)
    {
        var word = call.Parameters.RequiredText("queryWord");
        var exact = call.Parameters.Number("fullMatchField") is 1;
        var hits = call.State.Users.Values
            .Where(user => Matches(user, word, exact) && scope.Sees(call.State, user))
            .OrderBy(user => user.UserId, StringComparer.Ordinal)
            .Select(user => (JsonNode)user.UserId);
        return Page(call.Parameters, [.. hits]);
    }

    private static bool Matches(SimulatedUser user, string word, bool exact) => exact
        ? string.Equals(user.Name, word, StringComparison.Ordinal)
        : user.Name.Contains(word, StringComparison.OrdinalIgnoreCase);

    // "Page number" in the text, 0 in every sample: counted in pages.
    private static JsonObject Page(Parameters parameters, JsonNode[] hits)
    {
        var offset = parameters.RequiredNumber("offset");
        var size = parameters.RequiredNumber("size");
        if (offset < 0 || size is not (>= 1 and <= 1_000))
            throw ApiRefusal.Of(400002);
        var skipped = (int)Math.Min(hits.Length, offset * size);
        var list = hits.Skip(skipped).Take((int)size).ToArray();
        return new()
        {
            ["hasMore"] = skipped + list.Length < hits.Length,
            ["totalCount"] = (long)hits.Length,
            ["list"] = new JsonArray(list),
        };
    }
}
