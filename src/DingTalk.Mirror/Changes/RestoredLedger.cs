namespace DingTalk.Mirror.Changes;

/// <summary>A ledger to fold the log on from.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Version">The log after this version is still to be folded.</param>
/// <param name="Newest">Up to here parts of the ledger may be ahead; what an entry changes can be told only after it.</param>
internal sealed record RestoredLedger(Ledger Ledger, MirrorVersion Version, long Newest);
