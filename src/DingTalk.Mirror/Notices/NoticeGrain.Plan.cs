using DingTalk.Mirror.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Notices;

internal sealed partial class NoticeGrain
{
    private const int BatchSize = 100;

    // One step of completing a subtree; what it loaded is kept, and the next step goes on from there.
    private static readonly TimeSpan LoadStep = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryLoadAfter = TimeSpan.FromSeconds(5);

    private async Task<TimeSpan?> FreezeAsync(CancellationToken cancellationToken)
    {
        using var step = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = new CancellationTokenSource(LoadStep, time);
        await using var _ = limit.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), step);
        try
        {
            var organization = services.GetRequiredKeyedService<IOrganization>(_mirror.Name);
            var found = await NoticeRecipients.FindAsync(organization, plan.State.Notice!, step.Token);
            if (found.Missing.Any(part => part.Reason is MissingReason.Failed)) return await WaitAsync(Describe(found.Missing), cancellationToken);
            if (!found.IsComplete && !plan.State.Notice!.AllowsIncomplete)
            {
                return await EndAsync(
                    Describe(found.Missing) + " Nothing was sent. Widen the app's contact scope, or send to whoever is known with EvenIfIncomplete().",
                    isStopped: true,
                    cancellationToken);
            }

            if (found.Items.IsEmpty) return await EndAsync("There is nobody in its departments. Nothing was sent.", isStopped: true, cancellationToken);
            var former = plan.State;
            plan.State = new()
            {
                Key = former.Key,
                Notice = former.Notice,
                CreatedAt = former.CreatedAt,
                Recipients = found.Items,
                RecipientsVersion = found.Version,
            };
            await plan.WriteStateAsync(cancellationToken);
            return TimeSpan.Zero;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is MirrorBusyException or PlatformCallException { RetryAfter: not null })
        {
            return await WaitAsync(exception.Message, cancellationToken);
        }
        catch (MirrorException exception)
        {
            return await EndAsync(exception.Message + " Nothing was sent.", isStopped: true, cancellationToken);
        }
    }

    private async Task<TimeSpan?> CutAsync(CancellationToken cancellationToken)
    {
        var batches = Enumerable.Range(0, (plan.State.Recipients.Length + BatchSize - 1) / BatchSize)
            .Select(i => i * BatchSize)
            .Select(start => new NoticeBatch { Start = start, Count = Math.Min(BatchSize, plan.State.Recipients.Length - start) });
        await WriteProgressAsync([.. batches], row => row.Problem = null, cancellationToken);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan?> WaitAsync(string problem, CancellationToken cancellationToken)
    {
        if (progress.State.Problem != problem)
        {
            await WriteProgressAsync(progress.State.Batches, row => row.Problem = problem, cancellationToken);
        }

        return RetryLoadAfter;
    }

    private static string Describe(ImmutableArray<MissingPart> missing) =>
        $"Not everybody could be found: {string.Join("; ", missing.Take(5))}{(missing.Length > 5 ? $"; and {missing.Length - 5} more" : "")}.";
}
