using System.Text.RegularExpressions;

namespace DingTalk.Simulator.Contacts;

/// <summary>What the platform takes for a mobile number or a department's name.</summary>
internal static partial class ContactRules
{
    public static bool IsMobile(string text) => MobilePattern().IsMatch(text);

    public static bool HasForbiddenCharacter(string departmentName) => departmentName.AsSpan().ContainsAny('-', ',', '，');

    [GeneratedRegex(@"^(1\d{10}|\+\d{1,4}-\d{4,15})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MobilePattern();
}
