using Orleans.Storage;

namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>What the tests store.</summary>
[GenerateSerializer, Alias("contract.note")]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public int Count { get; set; }

    [Id(2)]
    public byte[] Bytes { get; set; } = [];
}

/// <summary>One grain's hold on its stored note, as an activation has it: the note and the ETag it last saw.</summary>
public sealed class NoteHolder(IGrainStorage states, string key, string stateName = "note")
{
    private readonly GrainState<Note> _state = new() { State = new Note() };
    private readonly GrainId _grain = GrainId.Create("contract", key);

    public Note Note => _state.State!;

    public string? ETag => _state.ETag;

    public bool Exists => _state.RecordExists;

    public Task ReadAsync() => states.ReadStateAsync(stateName, _grain, _state);

    public Task WriteAsync(string text) => WriteAsync(new Note { Text = text });

    public Task WriteAsync(Note note)
    {
        _state.State = note;
        return states.WriteStateAsync(stateName, _grain, _state);
    }

    public Task ClearAsync() => states.ClearStateAsync(stateName, _grain, _state);

    /// <summary>Another activation of the same grain, which has read what is stored now.</summary>
    public async Task<NoteHolder> ReadAgainAsync()
    {
        var other = new NoteHolder(states, key, stateName);
        await other.ReadAsync();
        return other;
    }
}
