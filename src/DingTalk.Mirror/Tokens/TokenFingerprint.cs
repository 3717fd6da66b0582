using System.Security.Cryptography;
using System.Text;

namespace DingTalk.Mirror.Tokens;

/// <summary>Names a token without telling it.</summary>
internal static class TokenFingerprint
{
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 8));
}
