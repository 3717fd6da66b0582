namespace DingTalk.Simulator;

/// <summary>An organization file cannot be used; the message names the entry.</summary>
public sealed class InvalidOrganizationException(string message, Exception? cause = null) : Exception(message, cause);
