namespace DingTalk.OpenPlatform.Checks;

/// <summary>Everything that a check found, in the order in which one thing needs the other.</summary>
/// <param name="Findings">One for each thing looked at.</param>
public sealed record CheckReport(IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>Whether nothing is wrong, as far as it was tested.</summary>
    public bool Succeeded => Findings.All(finding => finding.Outcome != CheckOutcome.Failed);

    /// <summary>The finding of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public CheckFinding this[string name] => Findings.FirstOrDefault(finding => string.Equals(finding.Name, name, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"The check has no finding \"{name}\".");

    /// <summary>The findings, one line each.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Findings);
}
