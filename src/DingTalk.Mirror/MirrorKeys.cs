using System.Security.Cryptography;
using System.Text;

namespace DingTalk.Mirror;

/// <summary>Grain keys of one organization: <c>org/role/id</c>. Always a slash, for some stores keep a bare number as a number.</summary>
internal readonly record struct MirrorKeys(string Organization)
{
    public string Token => $"{Organization}/token";

    public string Quota => $"{Organization}/quota";

    public string Changes => $"{Organization}/changes";

    public string Checkpoints => $"{Organization}/checkpoints";

    public string Mirror => $"{Organization}/organization";

    public string Queries => $"{Organization}/queries";

    public string Rereads => $"{Organization}/rereads";

    public string Listeners => $"{Organization}/listeners";

    public string Sweep => $"{Organization}/sweep";

    public string Feed(Guid reader) => $"{Organization}/feed/{reader:N}";

    public string Directory(Guid client) => $"{Organization}/directory/{client:N}";

    public string Department(long id) => $"{Organization}/department/{id}";

    /// <summary>Braces are escaped: Orleans's ADO.NET storage takes them for places of a format string.</summary>
    public string User(string userId) => $"{Organization}/user/{Escape(userId)}";

    /// <summary>Hashed: a caller's key may be longer than a store's column, and may say more than a store should keep.</summary>
    public string Notice(string key) => $"{Organization}/notice/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    public string ChangeSegment(int segment) => $"{Organization}/changes/{segment}";

    public string CheckpointPiece(int piece) => $"{Organization}/changes/piece-{piece}";

    public static MirrorKeys OfGrain(string key) => new(key[..key.IndexOf('/', StringComparison.Ordinal)]);

    /// <summary>What stands behind <c>org/role/</c>.</summary>
    public static string IdOf(string key) => Uri.UnescapeDataString(key.Split('/', 3)[2]);

    private static string Escape(string id) => id.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("{", "%7B", StringComparison.Ordinal)
        .Replace("}", "%7D", StringComparison.Ordinal);
}
