using DingTalk.Mirror.Silos;
using DingTalk.Mirror.Views;
using Microsoft.Extensions.DependencyInjection;

namespace DingTalk.Mirror.Directories;

/// <summary>The client's place in a silo: it knows which view the client has, and packs what leads to the newest one.</summary>
[GrainType("dingtalk.directory"), CollectionAgeLimit(Minutes = 2)]
internal sealed class DirectoryGrain(IServiceProvider services, TimeProvider time) : Grain, IDirectoryGrain, IDisposable
{
    /// <summary>How long a question waits for a change: the client learns about as often that there was none.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(4);

    private SiloMirror _mirror = null!;
    private DirectoryCursor _cursor = new(Guid.NewGuid(), 0);
    private DirectoryCursor _asked;
    private DirectoryPiece? _last;
    private OrganizationView? _sent;
    private OrganizationView? _next;
    private DateTimeOffset? _toldConfirmedAt;
    private IEnumerator<(ImmutableArray<byte> Content, bool IsLast)>? _pieces;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _mirror = services.GetRequiredKeyedService<SiloMirror>(MirrorKeys.OfGrain(this.GetPrimaryKeyString()).Organization);
        return Task.CompletedTask;
    }

    public async Task<DirectoryPiece> NextAsync(long? departmentId, DirectoryCursor cursor, CancellationToken cancellationToken)
    {
        if (cursor != default && cursor == _asked) return _last!;
        if (cursor != _cursor) StartOver();
        var isFirst = _pieces is null;
        if (isFirst)
        {
            _next = await NewerAsync(cancellationToken);
            if (_next is null) return new() { Cursor = _cursor, ConfirmedAt = _toldConfirmedAt = _sent?.ConfirmedAt };
            _pieces = DirectoryPacker.Pack(_sent, _next, departmentId).GetEnumerator();
        }

        _last = Take(isFirst);
        _asked = cursor;
        return _last;
    }

    public void Dispose() => _pieces?.Dispose();

    private DirectoryPiece Take(bool isFirst)
    {
        _pieces!.MoveNext();
        var (content, isLast) = _pieces.Current;
        if (isLast)
        {
            _pieces.Dispose();
            (_sent, _next, _pieces) = (_next, null, null);
            _toldConfirmedAt = _sent!.ConfirmedAt;
        }

        _cursor = _cursor with { Pieces = _cursor.Pieces + 1 };
        return new() { Cursor = _cursor, Content = content, IsFirst = isFirst, IsLast = isLast, ConfirmedAt = isLast ? _toldConfirmedAt : null };
    }

    // What the client has is not known: it came from another activation, or the client could not read it.
    private void StartOver()
    {
        _pieces?.Dispose();
        (_cursor, _asked, _sent, _next, _pieces) = (new(Guid.NewGuid(), 0), default, null, null, null);
    }

    /// <summary>A view that the client does not have; null if none came in time, or if there is only to tell that what it has is still the newest.</summary>
    private async Task<OrganizationView?> NewerAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var moved = _mirror.Views.Moved.Next;
            if (_mirror.Views.Current is { } current && current != _sent) return current;
            if (limit.IsCancellationRequested || _sent?.ConfirmedAt != _toldConfirmedAt) return null;
            await moved.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
