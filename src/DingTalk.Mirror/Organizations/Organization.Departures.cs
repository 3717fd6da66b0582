using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userId);
        var asked = time.GetUtcNow();
        var view = await UndoubtedViewAsync(asked, cancellationToken);
        var readAt = view.TryGetPerson(userId, out var person) ? person.ReadAt : view.People.TryGetDeparture(userId, out var known) ? known.GoneAt : (DateTimeOffset?)null;
        if (HasAge && !IsFresh(view, readAt, asked))
        {
            var snapshot = await UntilSettledAsync(userId, Refresh(userId, cancellationToken));
            if (snapshot.Problem is { Reason: not MissingReason.OutOfScope } problem) throw ToException(userId, problem);
            view = await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
            readAt = snapshot.Person?.ReadAt ?? snapshot.GoneSince ?? asked;
        }

        return view.People.TryGetDeparture(userId, out var departure) ? departure with { Stamp = StampOf(view, readAt ?? departure.GoneAt) } : null;
    }

    public async ValueTask<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var view = await UndoubtedViewAsync(asked, cancellationToken);
        while (HasAge && await RereadStaleAsync(view, .., DepartmentParts.Members, asked, cancellationToken)) view = await UndoubtedViewAsync(asked, cancellationToken);
        return ListDepartures(view, since);
    }

    private Answer<Departure> ListDepartures(OrganizationView view, DateTimeOffset since)
    {
        DateTimeOffset? oldest = null;
        var missing = ImmutableArray.CreateBuilder<MissingPart>();
        for (var position = 0; position < view.DepartmentCount; position++)
        {
            var known = view.Departments[position];
            if (known.MembersReadAt is { } readAt && !(oldest <= readAt)) oldest = readAt;
            if (known.MemberGap is { Reason: not MissingReason.NotLoaded } gap) missing.Add(gap);
        }

        return new()
        {
            Items = [.. view.People.Departures.Where(departure => departure.GoneAt >= since).OrderBy(departure => departure.GoneAt).ThenBy(departure => departure.UserId, StringComparer.Ordinal)],
            Missing = missing.DrainToImmutable(),
            Version = view.Version,
            OldestRead = oldest,
            CurrentAsOf = CurrentAsOf(view, oldest),
        };
    }
}
