using System.Data;
using Microsoft.Data.Sqlite;

namespace DingTalk.Mirror.Sqlite;

/// <summary>A turn at the one real connection: to open it is to wait for the turn, to close it is to end it.</summary>
/// <remarks>It is a <see cref="SqliteConnection"/> because Orleans checks the type against the provider's invariant name.</remarks>
internal sealed class MirrorConnection(MirrorDataSource source) : SqliteConnection(source.ConnectionString)
{
    private SqliteConnection? _lent;

    public override ConnectionState State => _lent is null ? ConnectionState.Closed : ConnectionState.Open;

    public override void Open() => _lent ??= source.TakeTurn();

    public override async Task OpenAsync(CancellationToken cancellationToken) => _lent ??= await source.TakeTurnAsync(cancellationToken);

    public override void Close()
    {
        if (Interlocked.Exchange(ref _lent, null) is not null)
        {
            source.EndTurn();
        }
    }

    public override SqliteCommand CreateCommand() =>
        _lent?.CreateCommand() ?? throw new InvalidOperationException("The connection is not open.");
}
