using System.Globalization;
using DingTalk.Mirror.Users;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror.Errors;

/// <summary>What the mirror could not do, with what, and what helps. All exceptions of the mirror derive from it and cross silos whole.</summary>
[GenerateSerializer, Alias("dingtalk.error")]
public class MirrorException : Exception
{
    /// <summary>Creates an exception that says what happened and what to do.</summary>
    public MirrorException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that says what happened and what to do, with its cause.</summary>
    public MirrorException(string message, Exception? cause) : base(message, cause)
    {
    }
}

/// <summary>No department has this id, name or path.</summary>
[GenerateSerializer, Alias("dingtalk.error.department-not-found")]
public sealed class DepartmentNotFoundException : MirrorException
{
    private DepartmentNotFoundException(string message) : base(message)
    {
    }

    /// <summary>The id that was asked for, if it was an id.</summary>
    [Id(0)] public long? DepartmentId { get; init; }

    /// <summary>The name, or the path joined for reading, if it was one.</summary>
    [Id(1)] public string? Name { get; init; }

    /// <summary>The platform knows no department of this id.</summary>
    public static DepartmentNotFoundException ById(long departmentId) =>
        new($"Department {departmentId} does not exist in DingTalk (60003). It may have been deleted; ids are listed by its parent's children.")
        {
            DepartmentId = departmentId,
        };

    /// <summary>No department that the app can see has this name.</summary>
    public static DepartmentNotFoundException ByName(string name) =>
        new($"No department within the app's contact scope is called \"{name}\". Names are compared whole and exactly, in the configured language.")
        {
            Name = name,
        };

    /// <summary>A step of a path leads nowhere.</summary>
    public static DepartmentNotFoundException ByPath(IReadOnlyList<string> path, int step)
    {
        ArgumentNullException.ThrowIfNull(path);
        var shown = string.Join(" › ", path);
        return new($"The path {shown} ends before \"{path[step]}\": the department above it has no child of that name.") { Name = shown };
    }
}

/// <summary>Several departments have this name.</summary>
[GenerateSerializer, Alias("dingtalk.error.ambiguous-name")]
public sealed class AmbiguousDepartmentNameException(string name, ImmutableArray<long> departmentIds) : MirrorException(
    $"{departmentIds.Length} departments are called \"{name}\": {string.Join(", ", departmentIds.Take(10))}{(departmentIds.Length > 10 ? ", …" : "")}. "
    + "Ask by id or by path, or list them all with FindDepartmentsByNameAsync.")
{
    /// <summary>The name.</summary>
    [Id(0)] public string Name { get; } = name;

    /// <summary>All departments of that name.</summary>
    [Id(1)] public ImmutableArray<long> DepartmentIds { get; } = departmentIds;
}

/// <summary>Nobody has this userid, unionid or mobile number.</summary>
[GenerateSerializer, Alias("dingtalk.error.person-not-found")]
public sealed class PersonNotFoundException(string message, string? userId = null) : MirrorException(message)
{
    /// <summary>The userid that was asked for; null if the look-up was by something else.</summary>
    [Id(0)] public string? UserId { get; } = userId;

    /// <summary>When the person left and how that is known; null if the mirror has not seen them leave.</summary>
    [Id(1)] public Departure? Departure { get; init; }

    /// <summary>The platform knows no person of this userid.</summary>
    /// <param name="userId">The userid.</param>
    /// <param name="departure">When they left, if that is known.</param>
    public static PersonNotFoundException ByUserId(string userId, Departure? departure = null) =>
        new($"DingTalk knows no person with the userid \"{userId}\" (60121): {WhyNot(departure)}.", userId) { Departure = departure };

    private static string WhyNot(Departure? departure) => departure is null
        ? "left, not joined yet, or of another corp than the app"
        : string.Create(CultureInfo.InvariantCulture, $"{SeenLast(departure)}found {WhatItWas(departure)} at {departure.GoneAt:u}{HowItIsKnown(departure)}");

    private static string SeenLast(Departure departure) =>
        departure.LastSeenAt is { } seen ? string.Create(CultureInfo.InvariantCulture, $"seen last at {seen:u} and ") : "";

    private static string WhatItWas(Departure departure) =>
        departure.Evidence is DepartureEvidence.OutOfScope ? "outside the app's contact scope (50002)" : "gone";

    private static string HowItIsKnown(Departure departure) => departure switch
    {
        { IsDecided: true } => " with many others, which somebody accepted",
        { ByEvent: true } => ", after an event had named them",
        _ => ", without an event",
    };
}

/// <summary>A department or a person lies outside the app's contact scope.</summary>
[GenerateSerializer, Alias("dingtalk.error.out-of-scope")]
public sealed class OutOfScopeException(string message) : MirrorException(message)
{
    /// <summary>The department, if it was one.</summary>
    [Id(0)] public long? DepartmentId { get; init; }

    /// <summary>The person, if it was one.</summary>
    [Id(1)] public string? UserId { get; init; }

    /// <summary>The platform answered 50004.</summary>
    public static OutOfScopeException Department(long departmentId) => new(
        $"Department {departmentId} is outside the app's contact scope (50004). Add it in the developer console: 权限管理 → 通讯录权限 → 授权范围.")
    {
        DepartmentId = departmentId,
    };

    /// <summary>The platform answered 50002.</summary>
    public static OutOfScopeException Person(string userId) => new(
        $"The person with the userid \"{userId}\" is outside the app's contact scope (50002). Widen it in the developer console: 权限管理 → 通讯录权限 → 授权范围.")
    {
        UserId = userId,
    };
}

/// <summary>The caller wanted a whole answer, and something is missing.</summary>
[GenerateSerializer, Alias("dingtalk.error.incomplete")]
public sealed class IncompleteAnswerException(ImmutableArray<MissingPart> missing) : MirrorException(
    $"The answer is not complete: {missing.Length} part(s) missing, first {missing[0]}.")
{
    /// <summary>Everything that is missing.</summary>
    [Id(0)] public ImmutableArray<MissingPart> Missing { get; } = missing;
}

/// <summary>The platform could not be asked, or refused.</summary>
[GenerateSerializer, Alias("dingtalk.error.platform-call")]
public sealed class PlatformCallException : MirrorException
{
    /// <summary>Creates the exception with the sentence that a person reads.</summary>
    public PlatformCallException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>Method and path; never a query, for the token travels there.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>The platform's code, or <c>timeout</c>, <c>network</c> and the like.</summary>
    [Id(1)] public required string Code { get; init; }

    /// <summary>What to decide on.</summary>
    [Id(5)] public DingTalkErrorKind Kind { get; init; } = DingTalkErrorKind.Other;

    /// <summary>The platform's own words.</summary>
    [Id(2)] public string? PlatformMessage { get; init; }

    /// <summary>The platform's id of the request; its diagnosis page (API诊断) knows it for seven days.</summary>
    [Id(3)] public string? RequestId { get; init; }

    /// <summary>When the same call may succeed; null if it never will without a change.</summary>
    [Id(4)] public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A load did not come to its turn in time.</summary>
[GenerateSerializer, Alias("dingtalk.error.busy")]
public sealed class MirrorBusyException(string message) : MirrorException(message);

/// <summary>The stored mirror belongs to another app or corp, or was written by a newer version of this library.</summary>
[GenerateSerializer, Alias("dingtalk.error.store")]
public sealed class MirrorStateException(string message) : MirrorException(message);

/// <summary>A directory was packed by silos of another version of this library, or arrived damaged.</summary>
[GenerateSerializer, Alias("dingtalk.error.directory-format")]
public sealed class DirectoryFormatException(string message) : MirrorException(message);
