using System.Text.Json;
using CsCheck;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform.Tests.Json;

public sealed class PlatformStringConverterTests
{
    private static readonly Gen<string> SendableText = Gen.OneOf(
        Gen.Char[' ', '\uD7FF'].Select(c => c.ToString()),
        Gen.Char['\uE000', '\uFFFF'].Select(c => c.ToString()),
        Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32),
        Texts.Pick("\"", "\\", "\\u0041", "\n", "\r", "\t", "\b", "\f", "\u2028", "\u2029", "😀", "\u007F", "\u00A0", "<", "&", "'"))
        .Array[0, 30].Select(string.Concat);

    [Fact]
    public void No_text_is_ever_sent_with_an_escape_that_the_platform_refuses() => SendableText.Sample(text =>
    {
        var json = JsonSerializer.Serialize(new UserUpdate { UserId = "u1", Remark = text }, PlatformJson.Default.UserUpdate);

        Assert.False(HoldsUnicodeEscape(json), json);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(text, document.RootElement.GetProperty("remark").GetString());
    });

    [Fact]
    public void The_test_for_such_escapes_agrees_with_a_reader_that_counts_backslashes() =>
        Texts.Pick("\\", "u", "0041", "a", "\"").Array[0, 12].Select(string.Concat)
            .Sample(json => PlatformStringConverter.HasUnicodeEscape(json) == HoldsUnicodeEscape(json));

    // Not inline: metadata cannot hold half a pair.
    public static TheoryData<string, string> Unsendable => new()
    {
        { "bell\a", "U+0007 at position 4" },
        { "\0", "U+0000 at position 0" },
        { "half \uD83D", "half a surrogate pair at position 5" },
        { "\uDE00 half", "half a surrogate pair at position 0" },
        { "\uDE00", "half a surrogate pair at position 0" },
        { "😀\uD83D😀", "half a surrogate pair at position 2" },
    };

    [Theory]
    [MemberData(nameof(Unsendable), DisableDiscoveryEnumeration = true)]
    public void What_has_no_raw_form_is_refused_before_the_call(string text, string where)
    {
        var exception = Assert.Throws<ArgumentException>(() =>
            JsonSerializer.Serialize(new UserUpdate { UserId = "u1", Remark = text }, PlatformJson.Default.UserUpdate));

        Assert.Contains(where, exception.Message, StringComparison.Ordinal);
    }

    private static bool HoldsUnicodeEscape(string json)
    {
        var backslashes = 0;
        foreach (var c in json)
        {
            if (c == 'u' && backslashes % 2 == 1)
                return true;
            backslashes = c == '\\' ? backslashes + 1 : 0;
        }

        return false;
    }
}
