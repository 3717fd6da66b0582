namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>A grain that keeps a note and a reminder, in the way the mirror's grains do.</summary>
[Alias("contract.INoteGrain")]
public interface INoteGrain : IGrainWithStringKey
{
    [Alias("Keep")]
    Task KeepAsync(string text, CancellationToken cancellationToken);

    [Alias("Read")]
    Task<string> ReadAsync(CancellationToken cancellationToken);
}

[GrainType("contract.note")]
internal sealed class NoteGrain([PersistentState("note", "DingTalk")] IPersistentState<Note> note) : Grain, INoteGrain, IRemindable
{
    private const string Reminder = "follow";

    public async Task KeepAsync(string text, CancellationToken cancellationToken)
    {
        note.State = new Note { Text = text };
        await note.WriteStateAsync(cancellationToken);
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromDays(1), TimeSpan.FromDays(1), cancellationToken);
    }

    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        $"{note.State.Text}, reminder {(await this.GetReminder(Reminder, cancellationToken))?.ReminderName}";

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
