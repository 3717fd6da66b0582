namespace DingTalk.Mirror.Host.Configuration;

/// <summary>The program cannot start as it is configured. The message is one sentence for the person who started it.</summary>
internal sealed class StartupException(string message) : Exception(message);
