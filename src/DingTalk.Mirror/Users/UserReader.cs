using DingTalk.Mirror.Changes;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Transport;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.Mirror.Users;

/// <summary>Reads a person from the platform and says it in a fact. Contact details are left behind.</summary>
internal sealed class UserReader(DingTalkClient platform, TimeProvider time)
{
    /// <exception cref="DingTalkApiException">The platform could not be asked.</exception>
    public async Task<Fact> ReadAsync(string userId, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        try
        {
            var detail = await platform.Users.GetAsync(userId, cancellationToken);
            return FactOf(detail, readAt) with { Places = PlacesOf(detail) };
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound)
        {
            return new PersonGoneFact { UserId = userId, ReadAt = readAt };
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.OutOfScope)
        {
            return new PersonGoneFact { UserId = userId, ReadAt = readAt, IsOutOfScope = true };
        }
    }

    private static ImmutableArray<DepartmentPlace> PlacesOf(UserDetail detail)
    {
        var leads = detail.LeaderInDepartments.Where(place => place.IsLeader).Select(place => place.DepartmentId).ToHashSet();
        var orders = detail.DepartmentOrders.DistinctBy(place => place.DepartmentId).ToDictionary(place => place.DepartmentId, place => place.Order);
        return [.. detail.DepartmentIds.Distinct().Select(id => new DepartmentPlace(id, leads.Contains(id), orders.TryGetValue(id, out var order) ? order : null))];
    }

    /// <param name="profile">What the platform told.</param>
    /// <param name="readAt">When the read began.</param>
    /// <param name="listedIn">The department in whose list the person stood: they are in it, whatever else the row says.</param>
    public static PersonFact FactOf(UserProfile profile, DateTimeOffset readAt, long? listedIn = null) => new()
    {
        ReadAt = readAt,
        Person = new()
        {
            UserId = profile.UserId,
            Name = profile.Name,
            UnionId = profile.UnionId,
            Title = profile.Title,
            JobNumber = profile.JobNumber,
            IsActive = profile.IsActive,
            DepartmentIds = listedIn is not { } id || profile.DepartmentIds.Contains(id)
                ? [.. profile.DepartmentIds]
                : [.. profile.DepartmentIds, id],
            ReadAt = readAt,
        },
    };
}
