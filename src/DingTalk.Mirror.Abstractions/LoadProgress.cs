namespace DingTalk.Mirror;

/// <summary>How far the load of a subtree is. The total grows while departments are discovered.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.load-progress")]
public sealed record LoadProgress
{
    /// <summary>Departments whose children and members are known.</summary>
    [Id(0)] public required int DepartmentsLoaded { get; init; }

    /// <summary>Departments that are known to exist so far.</summary>
    [Id(1)] public required int DepartmentsKnown { get; init; }

    /// <summary>People seen so far, each once.</summary>
    [Id(2)] public required int People { get; init; }

    /// <summary>What could not be loaded so far.</summary>
    [Id(3)] public ImmutableArray<MissingPart> Missing { get; init; } = [];

    /// <summary>Whether nothing is left to load.</summary>
    [Id(4)] public bool IsFinished { get; init; }

    /// <summary>The version of the mirror that contains everything loaded so far.</summary>
    [Id(5)] public MirrorVersion Version { get; init; }
}
