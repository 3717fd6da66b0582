using DingTalk.OpenPlatform.Notices;

namespace DingTalk.Mirror.Notices;

/// <summary>What the platform's result says of each person of a batch.</summary>
internal static class BatchResults
{
    /// <summary>The same words to the same person today.</summary>
    private const string Duplicate = "143106";

    public static ImmutableArray<RecipientResult> Classify(
        IReadOnlyList<string> userIds, NoticeResult result, bool wasRepeated, Func<string, bool> withholds)
    {
        var told = new Dictionary<string, RecipientResult>(StringComparer.Ordinal);
        Tell(result.InvalidUserIds, RecipientOutcome.Invalid);
        Tell(result.FailedUserIds, RecipientOutcome.Failed);
        foreach (var forbidden in result.Forbidden)
        {
            // After a repetition, a duplicate is the proof that the first attempt was accepted.
            var outcome = wasRepeated && forbidden.Code == Duplicate ? RecipientOutcome.Delivered : RecipientOutcome.Forbidden;
            told[forbidden.UserId] = new(forbidden.UserId, outcome, forbidden.Code);
        }

        Tell(result.UnreadUserIds, RecipientOutcome.Unread);
        Tell(result.ReadUserIds, RecipientOutcome.Read);
        return [.. userIds.Select(userId => withholds(userId)
            ? new(userId, RecipientOutcome.Withheld)
            : told.GetValueOrDefault(userId, new(userId, RecipientOutcome.Unknown)))];

        void Tell(IReadOnlyList<string> listed, RecipientOutcome outcome)
        {
            foreach (var userId in listed) told[userId] = new(userId, outcome);
        }
    }

    public static ImmutableArray<RecipientResult> All(IEnumerable<string> userIds, RecipientOutcome outcome, string? code, Func<string, bool> withholds) =>
        [.. userIds.Select(userId => withholds(userId) ? new RecipientResult(userId, RecipientOutcome.Withheld) : new(userId, outcome, code))];
}
