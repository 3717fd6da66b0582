using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DingTalk.Mirror.Tests.Telemetry;

public sealed class EmittedTests(FullRun run) : IClassFixture<FullRun>
{
    // Of failures and refusals only some happen in a run.
    private static readonly string[] NotAlways = ["error.type", "dingtalk.code", "dingtalk.request_id"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_of_instruments_names_what_is_emitted_and_nothing_else()
    {
        var emitted = run.Recording.Instruments.Values.Select(told => told.Instrument)
            .Select(instrument => $"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");

        Assert.Equal(
            TelemetryTables.Instruments.Select(row => $"{row.Key} {row.Value.Kind} {row.Value.Unit}").Order(StringComparer.Ordinal),
            emitted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_instrument_has_the_attributes_of_the_table() => Assert.All(run.Recording.Instruments, told =>
        AssertAttributes(TelemetryTables.Instruments[told.Key].Attributes, told.Value.Attributes.Keys));

    [Fact]
    public void The_table_of_activities_names_what_is_emitted_and_nothing_else()
    {
        var emitted = run.Recording.OurActivities.ToLookup(activity => activity.OperationName, StringComparer.Ordinal);

        Assert.Equal(TelemetryTables.Activities.Keys.Order(StringComparer.Ordinal), emitted.Select(told => told.Key).Order(StringComparer.Ordinal));
        Assert.All(emitted, told => AssertAttributes(
            TelemetryTables.Activities[told.Key], told.SelectMany(activity => activity.TagObjects).Select(tag => tag.Key).Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_table_of_log_messages_is_that_of_the_sources() =>
        Assert.Equal(TelemetryTables.DeclaredLogMessages.Order(StringComparer.Ordinal), TelemetryTables.LogMessages.Order(StringComparer.Ordinal));

    [Fact]
    public void No_two_log_messages_share_an_id()
    {
        var ids = TelemetryTables.LogMessages.Select(message => message.Split(' ')[0]).ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task Nothing_that_is_emitted_is_secret_or_tells_of_a_person()
    {
        var words = await SecretsAsync();

        Assert.Contains(run.Recording.Texts, text => text.StartsWith("DingTalk.OpenPlatform.Transport.PlatformHandler 1002 ", StringComparison.Ordinal));
        Assert.Empty(run.Recording.Everything.SelectMany(text => words.Where(word => IsIn(word, text)).Select(word => $"{word}: {text}")));
    }

    [Fact]
    public async Task The_search_finds_what_is_planted()
    {
        foreach (var word in await SecretsAsync())
        {
            using var activity = new Activity("planted");

            Assert.True(IsIn(word, Recording.TextOf(activity.SetTag("dingtalk.planted", word))));
        }
    }

    private async Task<IReadOnlyList<string>> SecretsAsync()
    {
        var tokens = Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions
            .GetRequiredKeyedService<OpenPlatform.Tokens.IAccessTokenSource>(run.Mirror.Silo(0), "default");
        var people = new[] { "boss", "lin", "wu", "chen", "sun", "zhou", "he", "nobody-of-ours", "Boss", "林一", "吴二", "陈三", "孙四", "周五", "何六", "13900000003" };
        return [.. people, run.DingTalk.AppSecret, run.DingTalk.AppKey, (await tokens.GetAsync(Ct)).Value];
    }

    // As a word of its own: "he" is a person here and a part of many words.
    private static bool IsIn(string word, string text)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsLetter(text[at - 1])) && (end == text.Length || !IsLetter(text[end]))) return true;
        }

        return false;

        static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c);
    }

    private static void AssertAttributes(string table, IEnumerable<string> attributes)
    {
        var told = table.Split(", ");
        var emitted = attributes.ToHashSet(StringComparer.Ordinal);
        Assert.Subset(told.ToHashSet(StringComparer.Ordinal), emitted);
        Assert.Subset(emitted, told.Except(NotAlways, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => "histogram",
        "Counter" or "ObservableCounter" => "counter",
        "ObservableUpDownCounter" => "up-down counter",
        "ObservableGauge" => "gauge",
        var other => other,
    };
}
