namespace DingTalk.OpenPlatform.Events;

/// <summary>What to answer to a callback.</summary>
/// <param name="Status">HTTP status: 200 only for what was consumed.</param>
/// <param name="ContentType"><c>application/json</c>, or <c>text/plain</c> for a refusal.</param>
/// <param name="Body">The signed and encrypted answer, or the reason of a refusal, without a secret.</param>
public sealed record CallbackReply(int Status, string ContentType, string Body)
{
    internal static CallbackReply Refusal(int status, string reason) => new(status, "text/plain; charset=utf-8", reason);
}
