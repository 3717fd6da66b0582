using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Users;
using DingTalk.Mirror.Views;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror.Organizations;

internal sealed partial class Organization
{
    public async ValueTask<Person> GetPersonAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userId);
        var (view, person) = await RequirePersonAsync(userId, cancellationToken);
        return Stamped(view, person);
    }

    public async ValueTask<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userId);
        var (view, person) = await RequirePersonAsync(userId, Refresh(userId, cancellationToken), cancellationToken);
        return Stamped(view, person);
    }

    public async ValueTask<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(unionId);
        var view = await ViewAsync(cancellationToken);
        if (view.People.TryGetByUnionId(unionId, out var known)) return await GetPersonAsync(known.UserId, cancellationToken);
        try
        {
            var match = await mirror.Platform.Users.FindByUnionIdAsync(unionId, cancellationToken);
            return await GetPersonAsync(match.UserId, cancellationToken);
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound)
        {
            throw new PersonNotFoundException($"DingTalk knows no person of this corp with the unionid \"{unionId}\" (60121).");
        }
        catch (DingTalkApiException exception)
        {
            throw PlatformErrors.ToMirror(exception);
        }
    }

    public async ValueTask<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mobile);
        try
        {
            return await GetPersonAsync(await mirror.Platform.Users.FindByMobileAsync(mobile, cancellationToken), cancellationToken);
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound)
        {
            throw new PersonNotFoundException("DingTalk knows no person of this corp with that mobile number (60121).");
        }
        catch (DingTalkApiException exception)
        {
            throw PlatformErrors.ToMirror(exception);
        }
    }

    /// <summary>A person, and the view that shows them.</summary>
    private async ValueTask<(OrganizationView View, Person Person)> RequirePersonAsync(string userId, CancellationToken cancellationToken)
    {
        if (mirror.Views.Current is { } view && view.TryGetPerson(userId, out var known) && IsFresh(view, known.ReadAt, time.GetUtcNow())) return (view, known);
        return await RequirePersonAsync(userId, HasAge ? Refresh(userId, cancellationToken) : () => mirror.User(userId).GetAsync(cancellationToken), cancellationToken);
    }

    private async Task<(OrganizationView View, Person Person)> RequirePersonAsync(
        string userId, Func<Task<PersonSnapshot>> ask, CancellationToken cancellationToken)
    {
        var snapshot = await UntilSettledAsync(userId, ask);
        var view = await mirror.Views.ReachAsync(snapshot.Version, cancellationToken);
        if (snapshot.Problem is { } problem) throw ToException(userId, problem);
        if (view.TryGetPerson(userId, out var person) && snapshot.Person is not null) return (view, person);
        throw PersonNotFoundException.ByUserId(userId, view.People.TryGetDeparture(userId, out var departure) ? departure : null);
    }

    private Func<Task<PersonSnapshot>> Refresh(string userId, CancellationToken cancellationToken)
    {
        var request = Guid.NewGuid();
        return () => mirror.User(userId).RefreshAsync(request, cancellationToken);
    }

    private async Task<PersonSnapshot> UntilSettledAsync(string userId, Func<Task<PersonSnapshot>> ask)
    {
        using var query = mirror.Metrics.StartQuery();
        var asked = time.GetTimestamp();
        while (true)
        {
            var snapshot = await ask();
            if (!snapshot.IsPending) return snapshot;
            if (time.GetElapsedTime(asked) > mirror.Options.Patience) throw TooBusy($"The person with the userid \"{userId}\"");
        }
    }

    private static MirrorException ToException(string userId, PersonProblem problem) => problem.Reason is MissingReason.OutOfScope
        ? OutOfScopeException.Person(userId)
        : new PlatformCallException(
            $"The person with the userid \"{userId}\" could not be read from DingTalk: {problem.Code} {problem.Words}. Ask again when the platform answers.")
        {
            Endpoint = "POST /topapi/v2/user/get",
            Code = problem.Code ?? "unknown",
            Kind = problem.Kind,
            PlatformMessage = problem.Words,
            RequestId = problem.RequestId,
            RetryAfter = problem.RetryAfter,
        };
}
