using System.Buffers.Text;
using System.Text;

namespace DingTalk.Simulator.Organizations;

/// <summary>
/// The union id of a person to whom none was given: the user id in other letters, so that it can be read back and a large
/// organization needs no index of them.
/// </summary>
internal static class DerivedUnionId
{
    private const string Ending = "iEiE";

    public static string Of(string userId) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(userId)) + Ending;

    /// <summary>The user id; null if the text is no derived union id.</summary>
    public static string? UserIdOf(string unionId)
    {
        if (!unionId.EndsWith(Ending, StringComparison.Ordinal))
            return null;
        var text = unionId.AsSpan(..^Ending.Length);
        return Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;
    }
}
