using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Guards;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<ImmutableArray<HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken) =>
        [.. (await ViewAsync(cancellationToken)).Doubts.Held.Select(held => new HeldChange
        {
            Number = held.Number,
            ReadAt = held.Fact.ReadAt,
            Reason = held.Fact.Reason,
            DepartmentIds = held.Fact.DepartmentIds,
            UserIds = [.. held.UserIds],
        })];

    public async ValueTask DecideAsync(long number, bool accept, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(cancellationToken);
        var held = view.Doubts.Held.FirstOrDefault(held => held.Number == number)
            ?? throw new HeldChangeNotFoundException(number);
        var accepted = accept ? held.Fact.Facts.Where(fact => fact is not PersonGoneFact gone || held.UserIds.Contains(gone.UserId)) : [];
        accepted = accepted.Select(fact => fact is PersonGoneFact gone ? gone with { IsDecided = true } : fact);
        var version = await mirror.Changes.AppendAsync(
            [new DecisionFact { ReadAt = time.GetUtcNow(), Number = number, IsAccepted = accept }, .. accepted], cancellationToken);
        await mirror.Views.ReachAsync(version, cancellationToken);
    }
}
