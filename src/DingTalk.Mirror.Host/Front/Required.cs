namespace DingTalk.Mirror.Host.Front;

/// <summary>What a request must hold.</summary>
internal static class Required
{
    /// <summary>The text, if there is one.</summary>
    public static string Text(string? value, string name) => !string.IsNullOrWhiteSpace(value)
        ? value
        : throw new RequestProblemException($"{name} is empty: give it a value.");

    /// <summary>The value that a word names, in whatever case.</summary>
    public static T OneOf<T>(string word, string name) where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(known => string.Equals(known, word, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw new RequestProblemException($"{name} is \"{word}\", but must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>Throws unless the number is within its bounds.</summary>
    public static void Between(int value, int least, int most, string name)
    {
        if (value < least || value > most) throw new RequestProblemException($"{name} is {value}, but must be {least} to {most}.");
    }

    /// <summary>The whole answer, for a caller to whom a part is no answer.</summary>
    public static Answer<T> OrThrow<T>(this Answer<T> answer, bool strict) => strict ? answer.EnsureComplete() : answer;

    /// <summary>What an argument exception says, without the name of a parameter that no caller over HTTP can see.</summary>
    public static string Sentence(ArgumentException exception) => exception.ParamName is { } name
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message;
}

/// <summary>The request cannot be answered as it is.</summary>
internal sealed class RequestProblemException(string message) : Exception(message);
