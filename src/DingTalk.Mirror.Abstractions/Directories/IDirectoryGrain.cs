namespace DingTalk.Mirror.Directories;

/// <summary>
/// Packs the ids and names of the silo on which it lives for one client: first all of them, then what has changed. Key: <c>org/directory/id</c>, an id for
/// each client. It stores nothing: a client that finds another activation gets everything again.
/// </summary>
[Alias("dingtalk.directory-grain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>
    /// The piece that follows, after a few seconds an empty one if nothing changes. The same cursor gets the same piece again, so an answer that was lost is
    /// asked for once more; one that cannot be continued gets everything from the beginning.
    /// </summary>
    /// <param name="departmentId">The subtree that the client keeps; null for the whole.</param>
    /// <param name="cursor">The last <see cref="DirectoryPiece.Cursor"/>; the default value at first.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    [Alias("next")]
    Task<DirectoryPiece> NextAsync(long? departmentId, DirectoryCursor cursor, CancellationToken cancellationToken);
}

/// <summary>What a client has received.</summary>
/// <param name="Source">The activation that sent it.</param>
/// <param name="Pieces">How many pieces of it.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.directory-cursor")]
public readonly record struct DirectoryCursor([property: Id(0)] Guid Source, [property: Id(1)] long Pieces);

/// <summary>A piece of an update, or none.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.directory-piece")]
public sealed record DirectoryPiece
{
    /// <summary>What to ask the next one with.</summary>
    [Id(0)] public required DirectoryCursor Cursor { get; init; }

    /// <summary>Packed ids and names, at most 64 KB; empty if nothing has changed.</summary>
    [Id(1)] public ImmutableArray<byte> Content { get; init; } = [];

    /// <summary>Whether an update begins here; pieces of one that did not end are to be forgotten.</summary>
    [Id(2)] public bool IsFirst { get; init; }

    /// <summary>Whether the update is whole with this piece.</summary>
    [Id(3)] public bool IsLast { get; init; }

    /// <summary>The last moment at which the silo knew that what the client then has is the newest version.</summary>
    [Id(4)] public DateTimeOffset? ConfirmedAt { get; init; }
}
