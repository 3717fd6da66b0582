using System.Runtime.CompilerServices;

namespace DingTalk.Mirror.Notices;

/// <summary>How a caller's key becomes a grain: the same in a silo and in a client.</summary>
internal static class NoticeDesk
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    public static Task<NoticeStatus> SendAsync(IGrainFactory grains, MirrorKeys keys, Notice notice, CancellationToken cancellationToken)
    {
        var keyed = notice.Key is null ? notice.WithKey(Guid.NewGuid().ToString("N")) : notice;
        return Grain(grains, keys, keyed.Key!).SendAsync(keyed, cancellationToken);
    }

    public static async Task<NoticeStatus> GetAsync(IGrainFactory grains, MirrorKeys keys, string key, CancellationToken cancellationToken) =>
        await Grain(grains, keys, key).GetStatusAsync(cancellationToken) ?? throw new NoticeNotFoundException(key);

    public static async Task<ImmutableArray<RecipientResult>> GetResultsAsync(
        IGrainFactory grains, MirrorKeys keys, string key, CancellationToken cancellationToken)
    {
        await GetAsync(grains, keys, key, cancellationToken);
        return await Grain(grains, keys, key).GetResultsAsync(cancellationToken);
    }

    public static async Task<NoticeStatus> RefreshAsync(IGrainFactory grains, MirrorKeys keys, string key, CancellationToken cancellationToken)
    {
        await GetAsync(grains, keys, key, cancellationToken);
        return await Grain(grains, keys, key).RefreshAsync(cancellationToken);
    }

    public static async IAsyncEnumerable<NoticeStatus> WatchAsync(
        IGrainFactory grains, MirrorKeys keys, string key, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NoticeStatus? last = null;
        while (true)
        {
            var status = await GetAsync(grains, keys, key, cancellationToken);
            if (last is null || !IsSame(last, status)) yield return status;
            if (status.HasEnded) yield break;
            last = status;
            await Task.Delay(WatchInterval, time, cancellationToken);
        }
    }

    private static bool IsSame(NoticeStatus first, NoticeStatus second) =>
        first with { Outcomes = second.Outcomes } == second
        && first.Outcomes.Count == second.Outcomes.Count
        && first.Outcomes.All(outcome => second.Count(outcome.Key) == outcome.Value);

    private static INoticeGrain Grain(IGrainFactory grains, MirrorKeys keys, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return grains.GetGrain<INoticeGrain>(keys.Notice(key));
    }
}
