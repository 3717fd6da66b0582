using System.Globalization;
using System.Runtime.CompilerServices;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>The platform's hard limits on messages, checked before any call. Characters are counted as .NET counts them
/// (UTF-16 units), the strictest reading of a limit whose unit the platform does not define.</summary>
public static class MessageLimits
{
    /// <summary>UTF-8 bytes of a whole message. The lengths below are bounded by it too.</summary>
    public const int MessageBytes = 2048;

    /// <summary>People in one send.</summary>
    public const int Users = 100;

    /// <summary>Departments in one send, each with all below it.</summary>
    public const int Departments = 20;

    /// <summary>People in one send of a message with a status bar.</summary>
    public const int StatusBarUsers = 5;

    /// <summary>A voice message lasts less than this many seconds.</summary>
    public const int VoiceSeconds = 60;

    /// <summary>Characters of a markdown text, of an action card too.</summary>
    public const int Markdown = 5000;

    /// <summary>Characters of an action card's title.</summary>
    public const int ActionCardTitle = 64;

    /// <summary>Characters of a button.</summary>
    public const int ButtonTitle = 20;

    /// <summary>Characters of the address behind a card's single button.</summary>
    public const int SingleButtonUrl = 500;

    /// <summary>Characters of the address behind one of several buttons.</summary>
    public const int ButtonUrl = 700;

    /// <summary>Characters of all buttons of a card together, as JSON.</summary>
    public const int Buttons = 1000;

    /// <summary>Characters of an OA message's head.</summary>
    public const int OaHead = 10;

    internal static string Required(string value, string field, int max = int.MaxValue, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException($"{field} is required.", parameter);
        return Optional(value, field, max, parameter)!;
    }

    internal static string? Optional(string? value, string field, int max = int.MaxValue, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        if (value is null)
            return null;
        if (PlatformStringConverter.Unsendable(value) is { } what)
            throw new ArgumentException($"{field} holds {what}, which the platform takes in no form.", parameter);
        NotOver(value.Length, max, field, "characters", parameter);
        return value;
    }

    internal static void NotOver(int length, int max, string what, string unit, string? parameter)
    {
        if (length > max)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{what}: {length} {unit}, {length - max} over the platform's {max}."), parameter);
        }
    }
}
