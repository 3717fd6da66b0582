using DingTalk.OpenPlatform.Transport;
using static DingTalk.OpenPlatform.Transport.DingTalkErrorKind;

namespace DingTalk.OpenPlatform.Tests.Transport;

public sealed class ErrorCodesTests
{
    private const int Never = -1;
    private const int Minute = 60;
    private const int Day = 24 * 60 * 60;

    // Code, kind, seconds until a repetition is useful: from the platform's tables.
    [Theory]
    [InlineData("-1", PlatformFault, 1)]
    [InlineData("500", PlatformFault, 1)]
    [InlineData("400001", PlatformFault, 1)]
    [InlineData("400002", InvalidParameter, Never)]
    [InlineData("40033", InvalidParameter, Never)]
    [InlineData("40035", InvalidParameter, Never)]
    [InlineData("40009", InvalidParameter, Never)]
    [InlineData("60010", InvalidParameter, Never)]
    [InlineData("60018", InvalidParameter, Never)]
    [InlineData("45002", InvalidParameter, Never)]
    [InlineData("34016", InvalidParameter, Never)]
    [InlineData("40001", Token, 0)]
    [InlineData("40014", Token, 0)]
    [InlineData("42001", Token, 0)]
    [InlineData("InvalidAuthentication", Token, 0)]
    [InlineData("41001", Token, Never)]
    [InlineData("40089", Credentials, Never)]
    [InlineData("40096", Credentials, Never)]
    [InlineData("invalidClientIdOrSecret", Credentials, Never)]
    [InlineData("60011", PermissionMissing, Never)]
    [InlineData("43007", PermissionMissing, Never)]
    [InlineData("60020", IpNotAllowed, Never)]
    [InlineData("50002", OutOfScope, Never)]
    [InlineData("50004", OutOfScope, Never)]
    [InlineData("60003", NotFound, Never)]
    [InlineData("60121", NotFound, Never)]
    [InlineData("33012", NotFound, Never)]
    [InlineData("90018", Throttled, 1)]
    [InlineData("90002", Throttled, 1)]
    [InlineData("90001", Throttled, Minute)]
    [InlineData("Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", Throttled, Minute)]
    [InlineData("41047", Throttled, Minute)]
    [InlineData("143103", Throttled, Minute)]
    [InlineData("1430003", Throttled, Minute)]
    [InlineData("41045", Throttled, Day)]
    [InlineData("143105", Throttled, Day)]
    [InlineData("143106", InvalidParameter, Never)]
    [InlineData("90017", Throttled, Never)]
    [InlineData("90020", MonthlyAllowanceSpent, Never)]
    [InlineData("41052", Other, Minute)]
    [InlineData("12150", Other, Never)]
    [InlineData("40103", Other, Never)]
    public void A_code_means_what_the_platforms_tables_say(string code, DingTalkErrorKind kind, int seconds)
    {
        TimeSpan? retryAfter = seconds == Never ? null : TimeSpan.FromSeconds(seconds);

        Assert.Equal((kind, retryAfter), ErrorCodes.Find(code));
    }

    [Theory]
    [InlineData("90018", true)]
    [InlineData("90002", true)]
    [InlineData("41047", false)]
    [InlineData("143103", false)]
    public void Only_a_throttle_of_calls_holds_further_calls_back(string code, bool isCallFrequency) =>
        Assert.Equal(isCallFrequency, ErrorCodes.IsCallFrequency(code));
}
