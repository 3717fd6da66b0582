using System.Text.Json.Serialization;

namespace DingTalk.Simulator.Control;

/// <summary>JSON of the control API: snake_case like the platform's, unknown fields refused so that a slip is noticed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SimulatorStatus))]
[JsonSerializable(typeof(CallReport))]
[JsonSerializable(typeof(IReadOnlyList<Delivery>))]
[JsonSerializable(typeof(IReadOnlyList<OrganizationChange>))]
[JsonSerializable(typeof(IReadOnlyList<Fault>))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(LimitOptions))]
[JsonSerializable(typeof(NoticeOptions))]
[JsonSerializable(typeof(EventOptions))]
[JsonSerializable(typeof(CallbackOptions))]
[JsonSerializable(typeof(IReadOnlyList<SimulatedEvent>))]
[JsonSerializable(typeof(IReadOnlyList<StreamConnectionStatus>))]
[JsonSerializable(typeof(DisconnectOrder))]
[JsonSerializable(typeof(ContactScope))]
[JsonSerializable(typeof(ClockMove))]
[JsonSerializable(typeof(NoticeOpened))]
[JsonSerializable(typeof(MisconfigurationReport))]
internal sealed partial class ControlJson : JsonSerializerContext;

internal sealed record SimulatorStatus(
    string Address, string AppKey, long AgentId, string CorpId, DateTimeOffset Now, long Version, int Departments, int Users, int TokensIssued, int MeteredCallsThisMonth);

internal sealed record CallReport(
    long Total,
    long Refused,
    IReadOnlyDictionary<string, long> ByEndpoint,
    IReadOnlyDictionary<string, int> PeakPerSecond,
    IReadOnlyDictionary<string, long> RefusedByCode);

internal sealed record MisconfigurationReport(IReadOnlyList<Misconfiguration> Known, IReadOnlyList<Misconfiguration> Active);

internal sealed record ClockMove(double AdvanceSeconds);

internal sealed record NoticeOpened(long TaskId, string Userid);

internal sealed record DisconnectOrder(StreamBreak How, string? Connection = null);
