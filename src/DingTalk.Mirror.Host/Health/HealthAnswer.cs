using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DingTalk.Mirror.Host.Health;

/// <summary>How the program is, and each of its checks.</summary>
internal sealed record HealthAnswer(HealthStatus Status, IReadOnlyList<CheckAnswer> Checks);

/// <summary>One check: its word, and why it is not better.</summary>
internal sealed record CheckAnswer(string Name, HealthStatus Status, string? Reasons);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
