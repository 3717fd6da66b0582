namespace DingTalk.Mirror.Loading;

/// <summary>
/// One write after another. Loads of one grain end at any moment, and a row's ETag does not tell one write of an activation from the next.
/// </summary>
internal sealed class WriteLane
{
    private Task _last = Task.CompletedTask;

    public Task RunAsync(Func<Task> write) => _last = AfterAsync(_last, write);

    private static async Task AfterAsync(Task before, Func<Task> write)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await write();
    }
}
