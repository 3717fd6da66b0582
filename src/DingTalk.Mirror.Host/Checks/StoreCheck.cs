using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Sqlite;
using DingTalk.OpenPlatform.Checks;

namespace DingTalk.Mirror.Host.Checks;

/// <summary>Whether the store can be worked on, and is this app's.</summary>
internal static class StoreCheck
{
    public const string Store = "store";
    public const string Owner = "store owner";

    private const string WhichStore = "Host:Store names the file.";

    public static IReadOnlyList<CheckFinding> Run(string path, string? appKey, string? corpId)
    {
        try
        {
            var found = MirrorStore.Inspect(path, StoreOwner.StateName, StoreOwner.KeyOf(DingTalkServiceCollectionExtensions.DefaultAppName));
            return
            [
                new(Store, CheckOutcome.Passed, $"{path} {(found.Exists ? "can be written and is sound" : "is not there yet and can be made")}, schema version {found.SchemaVersion}"),
                OwnerOf(found.Row, appKey, corpId),
            ];
        }
        catch (MirrorStoreException inUse) when (inUse.IsInUse)
        {
            return [Skipped(Store, $"{path} is in use by a running silo, which looked at it when it started"), Skipped(Owner, $"needs the {Store}")];
        }
        catch (MirrorStoreException fault)
        {
            return [Failed(Store, fault), Skipped(Owner, $"needs the {Store}")];
        }
    }

    private static CheckFinding OwnerOf(ReadOnlyMemory<byte>? row, string? appKey, string? corpId)
    {
        if (appKey is null) return Skipped(Owner, "needs the credentials");
        if (row is not { } bytes) return new(Owner, CheckOutcome.Passed, "nobody's yet");
        try
        {
            return StoreOwner.Is(bytes, appKey, corpId)
                ? new(Owner, CheckOutcome.Passed, "the configured app's")
                : new(Owner, CheckOutcome.Failed, "it was filled by another app, or for another corp, than is configured")
                {
                    Remedy = $"Give each app a store of its own, or set the AppKey and CorpId it was filled with. {WhichStore}",
                };
        }
        catch (MirrorStateException fault)
        {
            return Failed(Owner, fault);
        }
    }

    private static CheckFinding Skipped(string name, string why) => new(name, CheckOutcome.NotTested, why);

    // The message says what is wrong and what to do, and ends in a full stop, as the finding does.
    private static CheckFinding Failed(string name, Exception fault) =>
        new(name, CheckOutcome.Failed, fault.Message.TrimEnd('.')) { Remedy = WhichStore };
}
