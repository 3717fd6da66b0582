namespace DingTalk.Mirror.Changes;

/// <summary>A disappearance that is not believed yet.</summary>
/// <param name="Number">The entry that holds it.</param>
/// <param name="Fact">What it says.</param>
/// <param name="UserIds">The people whom the platform has not shown again since.</param>
internal sealed record HeldEntry(long Number, HeldFact Fact, ImmutableHashSet<string> UserIds);
