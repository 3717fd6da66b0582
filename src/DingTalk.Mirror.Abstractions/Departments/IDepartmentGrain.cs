using DingTalk.Mirror.Users;
using Orleans.Concurrency;

namespace DingTalk.Mirror.Departments;

/// <summary>One department: it loads each part of itself on the first question and keeps it. Key: <c>org/department/id</c>.</summary>
[Alias("dingtalk.department-grain")]
public interface IDepartmentGrain : IGrainWithStringKey
{
    /// <summary>
    /// What is known of the department, after loading those of <paramref name="parts"/> that nobody has loaded before; however many ask,
    /// the platform is asked once. A load that takes longer than a few seconds goes on in the background:
    /// the snapshot then names the part in <see cref="DepartmentSnapshot.Pending"/>, and the caller asks again.
    /// </summary>
    [AlwaysInterleave, Alias("get")]
    Task<DepartmentSnapshot> GetAsync(DepartmentParts parts, CancellationToken cancellationToken);

    /// <summary>Reads <paramref name="parts"/> again now. If the platform cannot be asked, the old state stays and the problem is named.</summary>
    /// <param name="parts">What to read.</param>
    /// <param name="request">Names this wish: asked again while it is pending, it is the same one and reads once.</param>
    /// <param name="cancellationToken">Frees the caller; the read goes on.</param>
    [AlwaysInterleave, Alias("refresh")]
    Task<DepartmentSnapshot> RefreshAsync(DepartmentParts parts, Guid request, CancellationToken cancellationToken);
}

/// <summary>What one department grain knows, consistent within itself.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.department-snapshot")]
public sealed record DepartmentSnapshot
{
    /// <summary>The department.</summary>
    [Id(0)] public required long Id { get; init; }

    /// <summary>Its fields; null if not known.</summary>
    [Id(1)] public Department? Fields { get; init; }

    /// <summary>The departments right below it; null if not known.</summary>
    [Id(2)] public Reading<long>? Children { get; init; }

    /// <summary>The people directly in it; null if not known.</summary>
    [Id(3)] public Reading<DepartmentMember>? Members { get; init; }

    /// <summary>The departments above it, nearest first, itself left out; null if not known.</summary>
    [Id(4)] public Reading<long>? Ancestors { get; init; }

    /// <summary>The platform said at this time that the department does not exist; null while it does.</summary>
    [Id(5)] public DateTimeOffset? GoneSince { get; init; }

    /// <summary>The parts that could not be read, with the reason.</summary>
    [Id(6)] public ImmutableArray<MissingPart> Problems { get; init; } = [];

    /// <summary>The parts whose load still waits for its turn; ask again.</summary>
    [Id(7)] public DepartmentParts Pending { get; init; }

    /// <summary>The version of the mirror from which on everything here is contained in it.</summary>
    [Id(8)] public MirrorVersion Version { get; init; }

    /// <summary>The parts that are known.</summary>
    public DepartmentParts Known =>
        KnownIf(Fields is not null || GoneSince is not null, DepartmentParts.Fields)
        | KnownIf(Children is not null, DepartmentParts.Children)
        | KnownIf(Members is not null, DepartmentParts.Members)
        | KnownIf(Ancestors is not null, DepartmentParts.Ancestors);

    private static DepartmentParts KnownIf(bool known, DepartmentParts part) => known ? part : DepartmentParts.None;
}

/// <summary>A list that was read from the platform in one piece.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The list, in the platform's order.</param>
/// <param name="ReadAt">When the read began.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.reading`1")]
public sealed record Reading<T>([property: Id(0)] ImmutableArray<T> Items, [property: Id(1)] DateTimeOffset ReadAt);

/// <summary>A person in one department.</summary>
/// <param name="Person">The person.</param>
/// <param name="Place">Their place in this department.</param>
[GenerateSerializer, Immutable, Alias("dingtalk.department-member")]
public sealed record DepartmentMember([property: Id(0)] Person Person, [property: Id(1)] Member Place);
