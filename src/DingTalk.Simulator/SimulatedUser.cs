using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator;

/// <summary>One person, with the fields of <c>/topapi/v2/user/get</c>.</summary>
public sealed record SimulatedUser
{
    private static readonly long[] InRoot = [SimulatedDepartment.RootId];

    /// <summary>Unique in the organization, 1–64 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>1–80 characters.</summary>
    public required string Name { get; init; }

    /// <summary>All departments of the person.</summary>
    public IReadOnlyList<long> Departments { get; init; } = InRoot;

    /// <summary>Place inside a department, larger first; 0 where the administrator arranged nothing.</summary>
    public IReadOnlyDictionary<long, long> Orders { get; init; } = ReadOnlyDictionary<long, long>.Empty;

    /// <summary>The same person's id across apps. Default: derived from the user id.</summary>
    [AllowNull]
    public string UnionId { get => GivenUnionId ?? DerivedUnionId.Of(UserId); init => GivenUnionId = value; }

    /// <summary>Address of the picture; empty for the default one.</summary>
    public string Avatar { get; init; } = "";

    /// <summary>Country code of the mobile number.</summary>
    public string StateCode { get; init; } = "86";

    /// <summary>Unique in the organization; null if none.</summary>
    public string? Mobile { get; init; }

    /// <summary>The number is hidden on the profile page. Does not change what the API returns.</summary>
    public bool HideMobile { get; init; }

    /// <summary>Office telephone, unique in the organization.</summary>
    public string? Telephone { get; init; }

    /// <summary>Not unique.</summary>
    public string? JobNumber { get; init; }

    /// <summary>Position.</summary>
    public string? Title { get; init; }

    /// <summary>Unique in the organization.</summary>
    public string? Email { get; init; }

    /// <summary>Address in the corporate mailbox.</summary>
    public string? OrgEmail { get; init; }

    /// <summary>Office.</summary>
    public string? WorkPlace { get; init; }

    /// <summary>Remark.</summary>
    public string? Remark { get; init; }

    /// <summary>Custom fields as JSON text.</summary>
    public string? Extension { get; init; }

    /// <summary>Date of hire, Unix milliseconds.</summary>
    public long? HiredDate { get; init; }

    /// <summary>User id of the direct manager.</summary>
    public string? ManagerUserId { get; init; }

    /// <summary>Has activated DingTalk.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Has confirmed the real name.</summary>
    public bool RealAuthed { get; init; } = true;

    /// <summary>Executive mode.</summary>
    public bool Senior { get; init; }

    /// <summary>The owner of the organization.</summary>
    public bool Boss { get; init; }

    /// <summary>1 main administrator, 2 sub-administrator, 0 neither.</summary>
    public int AdminLevel { get; init; }

    /// <summary>Null if the union id is the derived one, which needs no index.</summary>
    internal string? GivenUnionId { get; private init; }

    internal long OrderIn(long department) => Orders.TryGetValue(department, out var order) ? order : 0;
}
