using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace DingTalk.Mirror.Host.Front;

/// <summary>The mirror over HTTP: a file for each kind of thing that can be asked for.</summary>
internal static class FrontEndpoints
{
    private const string Description = """
        What the mirror knows of a DingTalk organization, and work notices to it. A question loads what it needs the first time.
        An answer that could not be completed is no error: it is a 200 with `isComplete` false, and `missing` says what and why.
        `strict=true` makes it a problem instead. Problems are `application/problem+json`; their `type` is stable.
        """;

    /// <summary>Registers JSON, problem details and the OpenAPI description.</summary>
    public static void AddFront(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, FrontJson.Default);
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // 科技, not \u79D1\u6280; it never stands in HTML
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that the problem says what is wrong
        services.AddProblemDetails();
        services.AddExceptionHandler<MirrorProblems>();
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "DingTalk mirror", Version = "1", Description = Description };
            return Task.CompletedTask;
        }));
    }

    /// <summary>Maps every question, the description at <c>/openapi/v1.json</c> and the page to try it at <c>/api</c>.</summary>
    public static void MapFront(this IEndpointRouteBuilder app)
    {
        app.MapDepartments();
        app.MapMembers();
        app.MapPeople();
        app.MapDepartures();
        app.MapChanges();
        app.MapNotices();
        app.MapUpkeep();
        app.MapUsage();
        app.MapOpenApi();
        app.MapScalarApiReference("/api", page => page
            .WithTitle("DingTalk mirror")
            .DisableAgent()
            .DisableMcp()
            .DisableTelemetry()
            .DisableDefaultFonts()
            .HideClientButton());
        app.MapGet("/", () => TypedResults.Redirect("/api")).ExcludeFromDescription();
    }
}
