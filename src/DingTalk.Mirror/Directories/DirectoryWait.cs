using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Directories;

/// <summary>How somebody waits for a directory that is fresh enough.</summary>
internal static class DirectoryWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="current">The newest that is there.</param>
    /// <param name="moved">Tells that another is, or that the same was confirmed.</param>
    /// <param name="freshness">What is asked for.</param>
    /// <param name="time">The clock by which an age counts.</param>
    /// <param name="why">Why nothing came in time, and what helps.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    public static async ValueTask<IDirectoryView> ForAsync(
        Func<DirectoryView?> current, Signal moved, Freshness freshness, TimeProvider time, Func<string> why, CancellationToken cancellationToken)
    {
        if (freshness.Kind is FreshnessKind.Live or FreshnessKind.ReadWithin)
        {
            throw new InvalidOperationException(
                $"A directory shows what the mirror has loaded and reads nothing from DingTalk, so it cannot be {freshness.Kind}. "
                + "Refresh what is to be read again, and ask for AtLeast its version, or for AtMost an age.");
        }

        var asked = time.GetUtcNow();
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var next = moved.Next;
            if (current() is { } view && view.IsFresh(freshness, asked)) return view;
            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new MirrorBusyException($"No directory that is fresh enough came within {Patience.TotalSeconds:0} s. {why()}");
            }
        }
    }
}
