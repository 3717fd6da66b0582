using CsCheck;

namespace DingTalk.OpenPlatform.Tests;

internal static class Texts
{
    /// <summary>One of these, at random.</summary>
    public static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
