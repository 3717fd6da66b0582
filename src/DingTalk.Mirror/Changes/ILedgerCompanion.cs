namespace DingTalk.Mirror.Changes;

/// <summary>Goes along while a silo folds the log, on the loop that owns the ledger; it is quick, and keeps no entry of the ledger.</summary>
internal interface ILedgerCompanion
{
    /// <summary>Folds one entry.</summary>
    /// <param name="ledger">Shows everything before the entry, and everything up to it afterwards.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="head">Where the log ended when the entry was read.</param>
    void Fold(Ledger ledger, ChangeEntry entry, MirrorVersion head);

    /// <summary>The ledger shows everything up to <paramref name="version"/>, and nothing more is known to follow.</summary>
    void CatchUp(Ledger ledger, MirrorVersion version);
}
