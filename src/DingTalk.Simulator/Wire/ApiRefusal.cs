using System.Text.Json.Nodes;

namespace DingTalk.Simulator.Wire;

/// <summary>The platform says no. Thrown by whatever finds the reason, written in the envelope of the API that was called.</summary>
internal sealed class ApiRefusal(string code, string message) : Exception(message)
{
    /// <summary>A number on the legacy host, a word on the new one.</summary>
    public string Code => code;

    /// <summary>Status on the new host; a legacy refusal is always HTTP 200.</summary>
    public int Status { get; init; } = 400;

    /// <summary>Refused before the API itself was reached: wrapped in 88 on <c>/topapi/</c>.</summary>
    public bool IsGateways { get; init; }

    /// <summary>No answer at all until the caller gives up.</summary>
    public bool Hangs { get; init; }

    /// <summary><c>accessdenieddetail</c> of the new host.</summary>
    public JsonObject? Detail { get; init; }

    /// <summary>A refusal by a legacy API, with the platform's usual text for the code.</summary>
    public static ApiRefusal Of(int code) => new(Invariant($"{code}"), ErrorTexts.Of(code));

    /// <summary>A refusal by the gateway in front of a legacy API.</summary>
    public static ApiRefusal Gateway(int code, string? message = null) =>
        new(Invariant($"{code}"), message ?? ErrorTexts.Of(code)) { IsGateways = true };
}
