using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Scopes;

/// <summary>What of the address book the app may see. The call counts against the monthly allowance.</summary>
public sealed class ScopeApi
{
    private readonly PlatformCaller _caller;

    internal ScopeApi(PlatformCaller caller) => _caller = caller;

    /// <summary>The app's contact scope. A walk starts from its departments, not from department 1.</summary>
    /// <remarks><c>GET /auth/scopes</c>.</remarks>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="DingTalkApiException">The call failed.</exception>
    public async Task<AuthScopes> GetAsync(CancellationToken cancellationToken)
    {
        var answer = await _caller.CallAsync(PlatformEndpoints.AuthScopes, "The app's contact scope",
            PlatformJson.Default.ScopesAnswer, cancellationToken).ConfigureAwait(false);
        return new AuthScopes(answer.Scopes.DepartmentIds, answer.Scopes.UserIds, answer.UserFields);
    }
}

/// <summary>An app's contact scope.</summary>
/// <param name="DepartmentIds">Departments in scope, understood with all below them; <c>[1]</c> is the whole corp.</param>
/// <param name="UserIds">People in scope one by one.</param>
/// <param name="UserFields">Readable user fields, by their 1.0 names (<c>name</c>, <c>jobnumber</c>, <c>department</c> …).</param>
public sealed record AuthScopes(IReadOnlyList<long> DepartmentIds, IReadOnlyList<string> UserIds, IReadOnlyList<string> UserFields);

internal sealed record ScopesAnswer
{
    [JsonPropertyName("auth_org_scopes")]
    public required OrganizationScopes Scopes { get; init; }

    [JsonPropertyName("auth_user_field")]
    public IReadOnlyList<string> UserFields { get; init => field = value ?? []; } = [];
}

internal sealed record OrganizationScopes
{
    [JsonPropertyName("authed_dept")]
    public IReadOnlyList<long> DepartmentIds { get; init => field = value ?? []; } = [];

    [JsonPropertyName("authed_user")]
    public IReadOnlyList<string> UserIds { get; init => field = value ?? []; } = [];
}
