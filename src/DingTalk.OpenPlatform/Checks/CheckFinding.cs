using System.Text;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>What one part of a check came to.</summary>
public enum CheckOutcome
{
    /// <summary>✓ As it should be.</summary>
    Passed,

    /// <summary>✗ Something is wrong; <see cref="CheckFinding.Remedy"/> says what to do.</summary>
    Failed,

    /// <summary>– Not tested; <see cref="CheckFinding.Words"/> say why.</summary>
    NotTested,
}

/// <summary>One line of a check.</summary>
/// <param name="Name">What was looked at; the same words in every version.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Words">What was found, or why nothing was tested.</param>
public sealed record CheckFinding(string Name, CheckOutcome Outcome, string Words)
{
    /// <summary>The platform's code, if it refused.</summary>
    public string? Code { get; init; }

    /// <summary>The platform's own words, if it refused. Neither token nor secret is in them.</summary>
    public string? PlatformMessage { get; init; }

    /// <summary>The platform's id of the refused request: 开发者后台 → 开发工具 → API诊断 knows it for 7 days.</summary>
    public string? RequestId { get; init; }

    /// <summary>What to set where, in the words of the console; <see langword="null"/> if nothing is wrong.</summary>
    public string? Remedy { get; init; }

    /// <summary>The finding as one line of text.</summary>
    public override string ToString()
    {
        var line = new StringBuilder().Append(Outcome switch { CheckOutcome.Passed => '✓', CheckOutcome.Failed => '✗', _ => '–' })
            .Append(' ').Append(Name).Append(": ").Append(Words);
        string[] told = [Code ?? "", PlatformMessage is null ? "" : $"\"{PlatformMessage}\"", RequestId is null ? "" : $"request {RequestId}"];
        if (Array.Exists(told, part => part.Length > 0))
            line.Append(" (").AppendJoin(", ", told.Where(part => part.Length > 0)).Append(')');
        line.Append('.');
        if (Remedy is not null)
            line.Append(' ').Append(Remedy);
        for (var index = 0; index < line.Length; index++)
        {
            if (char.IsControl(line[index])) line[index] = ' ';     // the platform's words decide over no terminal
        }

        return line.ToString();
    }
}
