using DingTalk.Mirror.Users;

namespace DingTalk.Mirror;

public partial interface IOrganization
{
    /// <summary>
    /// When a person left, and how that is known; also of one who is there again (<see cref="Departure.ReturnedAt"/>). Null if the mirror has not seen them leave:
    /// they are there, or nobody ever asked for them.
    /// </summary>
    ValueTask<Departure?> GetDepartureAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Whoever was found gone at a moment or later, the earliest first, those who are there again among them. Of each, the last departure.</summary>
    /// <param name="since">The moment. Ask next time with the largest <see cref="Departure.GoneAt"/> of this answer and nobody is passed over.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    /// <remarks>
    /// It costs no call: it tells of those whom the mirror had seen. <see cref="Answer{T}.OldestRead"/> is of the lists of people that are loaded, and
    /// <see cref="Answer{T}.Missing"/> names those in which somebody may be gone without being believed so yet.
    /// </remarks>
    ValueTask<Answer<Departure>> GetDeparturesAsync(DateTimeOffset since, CancellationToken cancellationToken = default);
}
