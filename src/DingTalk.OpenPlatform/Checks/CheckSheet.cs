using DingTalk.OpenPlatform.Transport;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>The findings of one run: each name once, in the order given, and a failure is never overwritten.</summary>
internal sealed class CheckSheet(IEnumerable<string> names)
{
    private readonly List<string> _names = [.. names];
    private readonly Dictionary<string, CheckFinding> _findings = new(StringComparer.Ordinal);

    public bool Knows(string name) => _findings.ContainsKey(name);

    public void Pass(string name, string words) => Set(new(name, CheckOutcome.Passed, words));

    public void Skip(string name, string why) => Set(new(name, CheckOutcome.NotTested, why));

    public void Fail(string name, string words, string remedy, DingTalkApiException? error = null) => Set(new(name, CheckOutcome.Failed, words)
    {
        Code = error?.Code,
        PlatformMessage = error?.PlatformMessage,
        RequestId = error?.RequestId,
        Remedy = remedy,
    });

    /// <summary>Everything; what nobody came to was not tested.</summary>
    public CheckReport Close(string? blocker) => new(
        [.. _names.Select(name => _findings.GetValueOrDefault(name) ?? new(name, CheckOutcome.NotTested, blocker is null ? "no call got that far" : $"needs the {blocker}"))]);

    private void Set(CheckFinding finding)
    {
        if (_findings.TryGetValue(finding.Name, out var known) && known.Outcome == CheckOutcome.Failed)
            return;
        if (!_names.Contains(finding.Name, StringComparer.Ordinal))
            _names.Add(finding.Name);
        _findings[finding.Name] = finding;
    }
}
