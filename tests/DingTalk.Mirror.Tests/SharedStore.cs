using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace DingTalk.Mirror.Tests;

/// <summary>A grain storage that outlives every silo of a test, as a database does: rows as the mirror's own serializer writes them, swapped by ETag.</summary>
internal sealed class SharedStore(IGrainStorageSerializer serializer, ConcurrentDictionary<(string, GrainId), SharedStore.Row> rows) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = rows.TryGetValue((stateName, grainId), out var row);
        grainState.RecordExists = found;
        grainState.ETag = found ? row!.ETag : null;
        grainState.State = found ? serializer.Deserialize<T>(row!.Body) : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (rows)
        {
            var stored = rows.GetValueOrDefault((stateName, grainId))?.ETag;
            if (stored != grainState.ETag) throw new InconsistentStateException("The row was written by somebody else.", stored, grainState.ETag);
            var next = (int.Parse(stored ?? "0", CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            rows[(stateName, grainId)] = new(serializer.Serialize(grainState.State), next);
            (grainState.ETag, grainState.RecordExists) = (next, true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (rows) rows.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    internal sealed record Row(BinaryData Body, string ETag);
}
