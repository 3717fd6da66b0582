using Orleans.Storage;

namespace DingTalk.Mirror.Storage;

/// <summary>How a grain writes its row from a load that may outlast the call it began in.</summary>
internal static class RowExtensions
{
    /// <summary>Writes the row. If another activation owns it, this one ends: leaving a call, the exception would see to that, but here it may leave none.</summary>
    public static async Task WriteAsync<TState>(this IPersistentState<TState> row, TState state, IGrainBase owner)
    {
        row.State = state;
        try
        {
            await row.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            owner.DeactivateOnIdle();
            throw;
        }
    }
}
