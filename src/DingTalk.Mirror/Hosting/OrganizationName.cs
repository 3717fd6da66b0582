using System.Text.RegularExpressions;

namespace DingTalk.Mirror.Hosting;

/// <summary>The name of an organization stands first in every grain key.</summary>
internal static partial class OrganizationName
{
    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Allowed().IsMatch(name))
        {
            throw new ArgumentException(
                $"\"{name}\" cannot name an organization: use 1 to 40 lower-case letters, digits and hyphens.", nameof(name));
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
