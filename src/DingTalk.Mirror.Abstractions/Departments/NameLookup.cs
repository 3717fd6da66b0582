namespace DingTalk.Mirror.Departments;

/// <summary>How departments of a name are found while the tree is not loaded. In a loaded tree no way costs a call.</summary>
[GenerateSerializer, Alias("dingtalk.name-lookup")]
public enum NameLookup
{
    /// <summary>What the options say.</summary>
    Configured,

    /// <summary>
    /// The platform's own search: one call of the month's allowance, then one free call for each hit to check it.
    /// Its answer is never called complete. <c>POST /v1.0/contact/departments/search</c>
    /// </summary>
    Search,

    /// <summary>Load the whole tree: one free call for each department, bound by calls a second, and everything later is free.</summary>
    Walk,
}

/// <summary>All departments of one name.</summary>
[GenerateSerializer, Immutable, Alias("dingtalk.name-answer")]
public sealed record NameAnswer
{
    /// <summary>The departments, each checked against the department itself.</summary>
    [Id(0)] public required Answer<Department> Departments { get; init; }

    /// <summary>How they were found; null if the loaded tree answered.</summary>
    [Id(1)] public NameLookup? Way { get; init; }

    /// <summary>Calls of the month's allowance that this answer cost.</summary>
    [Id(2)] public int MeteredCalls { get; init; }

    /// <summary>Calls outside the allowance that this answer cost, bound by calls a second.</summary>
    [Id(3)] public int FreeCalls { get; init; }
}
