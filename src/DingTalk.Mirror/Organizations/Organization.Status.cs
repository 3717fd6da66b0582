using DingTalk.Mirror.Tokens;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<MirrorStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var rereads = mirror.Rereads.GetStatusAsync(cancellationToken);
        var sweep = mirror.Sweep.GetStatusAsync(cancellationToken);
        var token = mirror.Grains.GetGrain<ITokenGrain>(mirror.Keys.Token).GetStatusAsync(cancellationToken);
        var silos = mirror.Listeners.GetSilosAsync(cancellationToken);
        var head = mirror.Changes.ReadAsync(long.MaxValue, cancellationToken);
        var usage = GetUsageAsync(cancellationToken).AsTask();
        await Task.WhenAll(rereads, sweep, token, silos, head, usage);

        var view = await ViewAsync(cancellationToken);
        var oldest = view.FindOldestRead();
        var failed = (await silos).MaxBy(silo => silo.LastErrorAt);
        return new()
        {
            Version = view.Version,
            Departments = view.DepartmentCount,
            People = view.PersonCount,
            ListenedAt = mirror.Attention.At,
            OpenGaps = view.Doubts.Gaps.Length,
            Rereads = await rereads,
            Sweep = await sweep,
            Held = view.Doubts.Held.Length,
            DepartmentsWithChildren = view.Departments.CountWithChildren,
            DepartmentsWithMembers = view.Departments.CountWithMembers,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
            Stored = (await head).Head,
            Token = await token,
            Usage = await usage,
            LastSuccessAt = (await silos).Max(silo => silo.LastSuccessAt),
            LastErrorAt = failed?.LastErrorAt,
            LastError = failed?.LastError,
            Silos = await silos,
        };
    }
}
