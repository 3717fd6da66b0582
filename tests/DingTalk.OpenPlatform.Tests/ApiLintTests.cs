using System.Reflection;
using System.Runtime.CompilerServices;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Tests;

public sealed class ApiLintTests
{
    // Method, path, counted against the month: as the platform's documentation lists them.
    private static readonly string[] Expected =
    [
        "GET /gettoken metered",
        "POST /v1.0/oauth2/accessToken free",
        "GET /auth/scopes metered",
        "POST /topapi/v2/department/get free",
        "POST /topapi/v2/department/listsub free",
        "POST /topapi/v2/department/listsubid free",
        "POST /topapi/v2/department/listparentbydept free",
        "POST /topapi/v2/department/listparentbyuser free",
        "POST /topapi/v2/department/create free",
        "POST /topapi/v2/department/update free",
        "POST /topapi/v2/department/delete free",
        "POST /topapi/v2/user/get free",
        "POST /topapi/v2/user/list free",
        "POST /topapi/user/listsimple free",
        "POST /topapi/user/listid free",
        "POST /topapi/v2/user/getbymobile free",
        "POST /topapi/user/getbyunionid free",
        "POST /topapi/user/count free",
        "POST /topapi/v2/user/create free",
        "POST /topapi/v2/user/update free",
        "POST /topapi/v2/user/delete free",
        "POST /v1.0/contact/departments/search metered",
        "POST /v1.0/contact/users/search metered",
        "POST /topapi/message/corpconversation/asyncsend_v2 metered",
        "POST /topapi/message/corpconversation/getsendprogress metered",
        "POST /topapi/message/corpconversation/getsendresult metered",
        "POST /topapi/message/corpconversation/recall metered",
        "POST /topapi/message/corpconversation/status_bar/update metered",
        "GET /v1.0/microApp/allInnerApps metered",
        "POST /v1.0/gateway/connections/open metered",
        "GET /call_back/get_call_back_failed_result metered",
    ];

    private static readonly Type[] PublicTypes = typeof(DingTalkClient).Assembly.GetExportedTypes();

    [Fact]
    public void Every_endpoint_that_is_due_is_called_and_no_other()
    {
        var actual = PlatformEndpoints.All.Select(endpoint => $"{endpoint.Api} {(endpoint.IsMetered ? "metered" : "free")}");

        Assert.Equal(Expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_docs_name_every_endpoint()
    {
        var docs = File.ReadAllText(Path.ChangeExtension(typeof(DingTalkClient).Assembly.Location, ".xml"));

        Assert.All(PlatformEndpoints.All, endpoint => Assert.Contains($"<c>{endpoint.Api}</c>", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_calls_that_read_and_take_nothing_away_are_repeatable()
    {
        var writes = PlatformEndpoints.All.Where(endpoint => !endpoint.IsRepeatable).Select(endpoint => endpoint.Path.Split('/')[^1]);

        Assert.Equal(
            ["asyncsend_v2", "create", "create", "delete", "delete", "get_call_back_failed_result", "open", "recall", "update", "update", "update"],
            writes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_asynchronous_method_ends_in_a_cancellation_token()
    {
        var methods = PublicTypes
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(methods);
        Assert.All(methods, method => Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType));
    }

    [Fact]
    public void Every_public_type_is_sealed_abstract_or_an_interface()
    {
        Assert.All(PublicTypes.Where(type => type.IsClass), type => Assert.True(type.IsSealed || type.IsAbstract, type.FullName));
    }

    [Fact]
    public void No_public_record_lets_a_list_be_changed()
    {
        var lists = PublicTypes.SelectMany(type => type.GetProperties())
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.Name.Contains("List", StringComparison.Ordinal));

        Assert.All(lists, property => Assert.Equal(typeof(IReadOnlyList<>), property.PropertyType.GetGenericTypeDefinition()));
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        var namespaces = PublicTypes
            .Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Select(type => type.Namespace!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "DingTalk.OpenPlatform", "DingTalk.OpenPlatform.Checks", "DingTalk.OpenPlatform.Departments", "DingTalk.OpenPlatform.Events", "DingTalk.OpenPlatform.Limits",
                "DingTalk.OpenPlatform.Notices", "DingTalk.OpenPlatform.Scopes", "DingTalk.OpenPlatform.Search", "DingTalk.OpenPlatform.Telemetry", "DingTalk.OpenPlatform.Tokens", "DingTalk.OpenPlatform.Transport",
                "DingTalk.OpenPlatform.Users", "Microsoft.Extensions.DependencyInjection",
            ],
            namespaces);
    }
}
