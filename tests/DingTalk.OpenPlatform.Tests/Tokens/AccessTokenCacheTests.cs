using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DingTalk.OpenPlatform.Tests.Tokens;

public sealed class AccessTokenCacheTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(2);

    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<AccessToken>> _fetches = [];
    private readonly SemaphoreSlim _fetchStarted = new(0);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _fetchStarted.Dispose();

    [Fact]
    public async Task Many_callers_share_one_fetch()
    {
        var cache = CreateCache();

        var callers = Enumerable.Range(0, 50).Select(_ => cache.GetAsync(None).AsTask()).ToArray();
        await AnswerAsync("t1");

        Assert.All(await Task.WhenAll(callers), token => Assert.Equal("t1", token.Value));
        Assert.Single(_fetches);
    }

    [Fact]
    public async Task A_caller_who_gives_up_fails_nobody_else()
    {
        var cache = CreateCache();
        using var impatient = new CancellationTokenSource();
        var first = cache.GetAsync(impatient.Token).AsTask();
        var second = cache.GetAsync(None).AsTask();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await AnswerAsync("t1");

        Assert.Equal("t1", (await second).Value);
        Assert.Single(_fetches);
    }

    [Fact]
    public async Task The_old_token_serves_while_it_is_renewed_ahead_of_its_end()
    {
        var cache = await CreateCacheAsync("t1");
        _time.Advance(Life - AccessTokenCache.RenewBefore - TimeSpan.FromSeconds(1));
        Assert.Equal("t1", (await cache.GetAsync(None)).Value);
        Assert.Single(_fetches);

        _time.Advance(TimeSpan.FromSeconds(1));
        var served = cache.GetAsync(None);
        Assert.True(served.IsCompletedSuccessfully);
        Assert.Equal("t1", (await served).Value);
        await AnswerAsync("t2");
        await UntilAsync(cache, "t2");

        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again_and_disturbs_nobody()
    {
        var cache = await CreateCacheAsync("t1");
        _time.Advance(Life - AccessTokenCache.RenewBefore);
        Assert.Equal("t1", (await cache.GetAsync(None)).Value);
        await FailAsync();
        Assert.Equal("t1", (await cache.GetAsync(None)).Value);

        _time.Advance(TimeSpan.FromSeconds(30));
        while (_fetchStarted.CurrentCount == 0)
            Assert.Equal("t1", (await cache.GetAsync(None)).Value);
        await AnswerAsync("t2");

        await UntilAsync(cache, "t2");
    }

    [Fact]
    public async Task An_expired_token_is_never_given_out()
    {
        var cache = await CreateCacheAsync("t1");
        _time.Advance(Life);

        var waiting = cache.GetAsync(None).AsTask();
        Assert.False(waiting.IsCompleted);
        await AnswerAsync("t2");

        Assert.Equal("t2", (await waiting).Value);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_however_many_callers_report_it()
    {
        var cache = await CreateCacheAsync("t1");
        var refused = await cache.GetAsync(None);

        var reports = Enumerable.Range(0, 50).Select(_ => cache.ReplaceAsync(refused, None).AsTask()).ToArray();
        await AnswerAsync("t2");
        var late = await cache.ReplaceAsync(refused, None);

        Assert.All(await Task.WhenAll(reports), token => Assert.Equal("t2", token.Value));
        Assert.Equal("t2", late.Value);
        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task Nobody_is_given_a_refused_token_while_it_is_replaced()
    {
        var cache = await CreateCacheAsync("t1");
        var replacing = cache.ReplaceAsync(await cache.GetAsync(None), None).AsTask();

        var waiting = cache.GetAsync(None).AsTask();
        await AnswerAsync("t2");

        Assert.Equal("t2", (await waiting).Value);
        Assert.Equal("t2", (await replacing).Value);
    }

    [Fact]
    public async Task A_renewal_under_way_that_brings_the_refused_token_again_is_followed_by_a_fetch()
    {
        var cache = await CreateCacheAsync("t1");
        _time.Advance(Life - AccessTokenCache.RenewBefore);
        var current = await cache.GetAsync(None);
        await _fetchStarted.WaitAsync(None);

        var replacing = cache.ReplaceAsync(current, None).AsTask();
        Last().SetResult(Token("t1"));
        await AnswerAsync("t2");

        Assert.Equal("t2", (await replacing).Value);
    }

    [Fact]
    public async Task A_token_that_the_platform_insists_on_is_not_asked_for_again_at_once()
    {
        var cache = await CreateCacheAsync("t1");
        var refused = await cache.GetAsync(None);
        var replacing = cache.ReplaceAsync(refused, None).AsTask();
        await AnswerAsync("t1");
        Assert.Equal("t1", (await replacing).Value);

        Assert.Equal("t1", (await cache.ReplaceAsync(refused, None)).Value);
        Assert.Equal(2, _fetches.Count);

        _time.Advance(TimeSpan.FromSeconds(5));
        replacing = cache.ReplaceAsync(refused, None).AsTask();
        await AnswerAsync("t2");
        Assert.Equal("t2", (await replacing).Value);
    }

    [Fact]
    public async Task The_fetch_does_not_run_in_the_context_of_whoever_asks_first()
    {
        var whose = new AsyncLocal<string>();
        string? seen = "nobody's";
        var cache = new AccessTokenCache(_ =>
        {
            seen = whose.Value;
            return Task.FromResult(Token("t1"));
        }, _time, NullLogger<AccessTokenCache>.Instance);

        whose.Value = "the first caller's";
        await cache.GetAsync(None);

        Assert.Null(seen);
        Task<AccessToken> fromNoContext;
        using (ExecutionContext.SuppressFlow())
            fromNoContext = cache.ReplaceAsync(Token("t1"), None).AsTask();
        Assert.Equal("t1", (await fromNoContext).Value);
    }

    [Fact]
    public async Task A_failed_fetch_fails_all_who_wait_and_is_not_repeated_for_a_second()
    {
        var cache = CreateCache();
        var first = cache.GetAsync(None).AsTask();
        await FailAsync();
        Assert.Equal("network", (await Assert.ThrowsAsync<DingTalkApiException>(() => first)).Code);

        await Assert.ThrowsAsync<DingTalkApiException>(() => cache.GetAsync(None).AsTask());
        Assert.Single(_fetches);

        _time.Advance(TimeSpan.FromSeconds(1));
        var again = cache.GetAsync(None).AsTask();
        await AnswerAsync("t1");
        Assert.Equal("t1", (await again).Value);
    }

    [Fact]
    public void A_token_tells_everything_but_itself()
    {
        var token = Token("very-secret");

        Assert.DoesNotContain("very-secret", token.ToString(), StringComparison.Ordinal);
        Assert.Contains("redacted", token.ToString(), StringComparison.Ordinal);
        Assert.Equal(token, new AccessToken("very-secret", DateTimeOffset.UnixEpoch));
        Assert.NotEqual(token, Token("another"));
    }

    private AccessTokenCache CreateCache() => new(_ =>
    {
        var fetch = new TaskCompletionSource<AccessToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_fetches)
            _fetches.Add(fetch);
        _fetchStarted.Release();
        return fetch.Task;
    }, _time, NullLogger<AccessTokenCache>.Instance);

    private async Task<AccessTokenCache> CreateCacheAsync(string value)
    {
        var cache = CreateCache();
        var first = cache.GetAsync(None).AsTask();
        await AnswerAsync(value);
        await first;
        return cache;
    }

    private async Task AnswerAsync(string value)
    {
        await _fetchStarted.WaitAsync(None);
        Last().SetResult(Token(value));
    }

    private async Task FailAsync()
    {
        await _fetchStarted.WaitAsync(None);
        Last().SetException(new DingTalkApiException("no network") { Endpoint = "POST /t", Code = "network", Kind = DingTalkErrorKind.Network });
    }

    private TaskCompletionSource<AccessToken> Last()
    {
        lock (_fetches)
            return _fetches[^1];
    }

    private AccessToken Token(string value) => new(value, _time.GetUtcNow() + Life);

    private static async Task UntilAsync(AccessTokenCache cache, string value)
    {
        while (!string.Equals((await cache.GetAsync(None)).Value, value, StringComparison.Ordinal))
            await Task.Yield();
    }
}
