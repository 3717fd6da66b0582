using System.Security.Cryptography;
using System.Text;

namespace DingTalk.Mirror.Silos;

/// <summary>What a store remembers an app by: enough to tell two apart, and nothing to call with.</summary>
internal static class AppFingerprint
{
    public static string Of(string appKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(appKey)).AsSpan(0, 16));
}
