using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Changes;

/// <summary>The row of one piece of a checkpoint.</summary>
[GenerateSerializer, Alias("dingtalk.row.checkpoint-piece")]
internal sealed class CheckpointPieceState
{
    /// <summary>A <see cref="CheckpointPiece"/>, packed by itself: a store hands out one row at a time, and the pieces are unpacked at the same time.</summary>
    [Id(0)] public byte[] Content { get; set; } = [];
}

/// <summary>What the folded log says of some departments and people.</summary>
[GenerateSerializer, Alias("dingtalk.checkpoint.piece")]
internal sealed class CheckpointPiece
{
    /// <summary>The piece shows everything up to this version.</summary>
    [Id(0)] public MirrorVersion Version { get; set; }

    [Id(1)] public List<DepartmentRecord> Departments { get; set; } = [];

    /// <summary>The people of whom more is known than <see cref="Plain"/> holds.</summary>
    [Id(2)] public List<PersonRecord> People { get; set; } = [];

    /// <summary>What belongs to the organization as a whole; in the first piece only.</summary>
    [Id(3)] public OrganizationRecord? Organization { get; set; }

    /// <summary>All others.</summary>
    [Id(4)] public PackedPeople Plain { get; set; } = new([]);
}

/// <summary>What the folded log says of one department. Who and what is below it follows from the others.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.checkpoint.department")]
internal sealed record DepartmentRecord
{
    [Id(0)] public required long Id { get; init; }

    [Id(1)] public Department? Fields { get; init; }

    [Id(2)] public long? ParentId { get; init; }

    [Id(3)] public DateTimeOffset? ParentReadAt { get; init; }

    [Id(4)] public DateTimeOffset? AncestorsReadAt { get; init; }

    [Id(5)] public DateTimeOffset? ThereAt { get; init; }

    [Id(6)] public DateTimeOffset? GoneAt { get; init; }

    [Id(7)] public Reading<long>? Children { get; init; }

    [Id(8)] public Reading<Member>? Members { get; init; }

    [Id(9)] public ImmutableArray<RefusedFact> Refusals { get; init; } = [];

    /// <summary>Null in a row of an earlier version: <see cref="Children"/> are then the first that are known of.</summary>
    [Id(10)] public Reading<long>? FirstChildren { get; init; }
}

/// <summary>What the folded log says of one person.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.checkpoint.person")]
internal sealed record PersonRecord
{
    [Id(0)] public required string UserId { get; init; }

    [Id(1)] public Person? Person { get; init; }

    [Id(2)] public DateTimeOffset? GoneAt { get; init; }

    [Id(3)] public ImmutableArray<DepartmentPlace> Places { get; init; } = [];

    [Id(4)] public DateTimeOffset? PlacesReadAt { get; init; }

    [Id(5)] public Departure? Departure { get; init; }
}

/// <summary>What the folded log says of the organization as a whole.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.checkpoint.organization")]
internal sealed record OrganizationRecord
{
    [Id(0)] public ScopeFact? Scope { get; init; }

    [Id(1)] public ImmutableArray<DirtyMark> Dirty { get; init; } = [];

    [Id(2)] public ImmutableArray<GapFact> Gaps { get; init; } = [];

    [Id(3)] public ImmutableArray<HeldRecord> Held { get; init; } = [];

    /// <summary>The people of whom somebody decided that they are not gone.</summary>
    [Id(4)] public ImmutableArray<string> Rejected { get; init; } = [];
}

/// <summary>What is held back, as <see cref="HeldEntry"/> says it.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.checkpoint.held")]
internal sealed record HeldRecord([property: Id(0)] long Number, [property: Id(1)] HeldFact Fact, [property: Id(2)] ImmutableArray<string> UserIds);
