using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace DingTalk.Mirror.Host.Front;

/// <summary>Something long as server-sent events.</summary>
internal static class Events
{
    /// <summary>
    /// Each state as <c>progress</c> and the last as <c>end</c>, at which a browser's <c>EventSource</c> closes instead of connecting again.
    /// A program that stops does not wait for its listeners.
    /// </summary>
    public static async IAsyncEnumerable<SseItem<T>> Of<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> watch,
        Func<T, bool> hasEnded,
        IHostApplicationLifetime lifetime,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var state in watch(either.Token)) yield return new(state, hasEnded(state) ? "end" : "progress");
    }
}
