using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror;

/// <summary>
/// One organization in DingTalk, mirrored. Questions load what they need from the platform the first time and are answered from memory
/// from then on; many callers share one load. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A list says in its type whether it is whole (<see cref="Answer{T}.IsComplete"/>). Every answer says which version of the mirror it shows, and its two ages:
/// a list itself, one thing in its <see cref="AnswerStamp"/>.
/// </para>
/// <para>
/// Every method may throw <see cref="PlatformCallException"/> when something has to be read and the platform cannot be asked,
/// <see cref="OutOfScopeException"/> for what the app may not see, and <see cref="MirrorBusyException"/> when the platform's calls a second
/// leave no room for longer than the options allow.
/// </para>
/// </remarks>
public partial interface IOrganization
{
    /// <summary>The configured name of this organization; <c>default</c> if none was given.</summary>
    string Name { get; }

    /// <summary>
    /// What is in memory now, to be asked without waiting or allocating; null in a process that is no silo.
    /// Each value is one version and never changes: hold it to ask several questions of the same state.
    /// </summary>
    IOrganizationView? View { get; }

    /// <summary>
    /// The ids and names that are in memory now, to be asked without waiting or allocating: <see cref="View"/> in a silo, and in a client that keeps a
    /// directory (<c>client.AddDingTalk(options => options.KeepDirectory())</c>) its own. Null in a client that keeps none, and before the first has come.
    /// </summary>
    IDirectoryView? Directory { get; }

    /// <summary>
    /// The same, as fresh as was asked for: waits until it is there, shows a version (<see cref="Freshness.AtLeast"/>: read your writes) or was confirmed
    /// within an age with nothing doubtful in it for longer (<see cref="Freshness.AtMost"/>). It loads nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">This client keeps no directory; or a read from the platform was asked for, which a directory does not make.</exception>
    /// <exception cref="MirrorBusyException">It did not come within half a minute; it says why.</exception>
    ValueTask<IDirectoryView> GetDirectoryAsync(CancellationToken cancellationToken = default);

    /// <summary>The departments at which the app's contact scope begins: the root 1, or those that were granted (授权范围).</summary>
    /// <remarks>The first time one call of the month's allowance: <c>GET /auth/scopes</c>.</remarks>
    ValueTask<Answer<Department>> GetRootsAsync(CancellationToken cancellationToken = default);

    /// <summary>One department.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Department> GetDepartmentAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>The one department of a name, compared whole and ordinally after Unicode normalization.</summary>
    /// <exception cref="DepartmentNotFoundException">None has this name.</exception>
    /// <exception cref="AmbiguousDepartmentNameException">Several have.</exception>
    ValueTask<Department> FindDepartmentByNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All departments of a name, and what finding them cost.</summary>
    /// <param name="name">The whole name.</param>
    /// <param name="lookup">How to find them if the tree is not loaded.</param>
    /// <param name="cancellationToken">Frees the caller; a load that others share goes on.</param>
    ValueTask<NameAnswer> FindDepartmentsByNameAsync(
        string name, NameLookup lookup = NameLookup.Configured, CancellationToken cancellationToken = default);

    /// <summary>The department at the end of a path of names. It loads the children along the path and nothing else.</summary>
    /// <param name="path">One name for each level, so that a name may contain any character. The first is a child of the corp's root, or one of <see cref="GetRootsAsync"/>.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    /// <exception cref="DepartmentNotFoundException">It names the step that leads nowhere.</exception>
    ValueTask<Department> FindDepartmentByPathAsync(IReadOnlyList<string> path, CancellationToken cancellationToken = default);

    /// <summary>The departments right below one, in the platform's order.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Answer<Department>> GetChildrenAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>The departments above one, nearest first, up to the root.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Answer<Department>> GetAncestorsAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>The ids of all departments below one, itself left out; a parent stands before its children.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Answer<long>> GetSubDepartmentIdsAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>The people of a department, or of it and everything below it, each once.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Answer<Person>> GetMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken = default);

    /// <summary>How many people they are.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<CountAnswer> CountMembersAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken = default);

    /// <summary>
    /// The people of a department and everything below it, each once, as they are found: the first come before the whole is loaded.
    /// </summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    /// <exception cref="IncompleteAnswerException">At the end, after everybody who could be found: something is missing.</exception>
    IAsyncEnumerable<Person> StreamMembersAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Loads a department and everything below it in parallel, as fast as the platform's calls a second allow, and tells how far it is.
    /// What is loaded stays loaded, so a load that was given up is resumed by the next.
    /// </summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    IAsyncEnumerable<LoadProgress> LoadAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>One person.</summary>
    /// <exception cref="PersonNotFoundException">There is none of this userid.</exception>
    ValueTask<Person> GetPersonAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The person with a unionid.</summary>
    /// <exception cref="PersonNotFoundException">There is none, or it is an external contact.</exception>
    ValueTask<Person> FindPersonByUnionIdAsync(string unionId, CancellationToken cancellationToken = default);

    /// <summary>The person with a mobile number. Asks the platform each time: numbers are not kept. <c>POST /topapi/v2/user/getbymobile</c></summary>
    /// <exception cref="PersonNotFoundException">There is none. The message does not repeat the number.</exception>
    ValueTask<Person> FindPersonByMobileAsync(string mobile, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether a person is in a department or anywhere below it. It never says no because something is not loaded: it loads what decides.
    /// </summary>
    /// <remarks>A yes or no has no room for its age: <see cref="With"/> bounds that, and a <see cref="View"/> that is held answers for one version.</remarks>
    /// <exception cref="PersonNotFoundException">There is none of this userid.</exception>
    ValueTask<bool> IsMemberAsync(string userId, long departmentId, CancellationToken cancellationToken = default);

    /// <summary>Who leads a department: its managers, or those of the nearest department above that has any.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id.</exception>
    ValueTask<Leadership> GetLeadersAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>The leaders above a person, a chain for each of the person's departments.</summary>
    /// <exception cref="PersonNotFoundException">There is none of this userid.</exception>
    ValueTask<Answer<LeadershipChain>> GetLeadershipChainsAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Reads a department's fields, children and members from the platform now, and answers with its fields.</summary>
    /// <exception cref="DepartmentNotFoundException">There is none of this id any more.</exception>
    ValueTask<Department> RefreshDepartmentAsync(long departmentId, CancellationToken cancellationToken = default);

    /// <summary>Reads a person from the platform now.</summary>
    /// <exception cref="PersonNotFoundException">There is none of this userid any more.</exception>
    ValueTask<Person> RefreshPersonAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The same organization, whose every answer is at least this fresh, and paid for where it was not.</summary>
    /// <remarks>
    /// <see cref="GetPriceAsync"/> of what it returns tells the price before. Where the app's contact scope begins (<see cref="GetRootsAsync"/>)
    /// is not read again: that call is metered, and the sweep makes it once a day. <see cref="View"/> is what it is.
    /// </remarks>
    IOrganization With(Freshness freshness);

    /// <summary>What it would cost to answer for these people now; nothing if they are known and fresh enough.</summary>
    ValueTask<ReadPrice> GetPriceAsync(long departmentId, MemberScope scope, CancellationToken cancellationToken = default);

    /// <summary>The disappearances that are held back until somebody decides (<see cref="DecideAsync"/>).</summary>
    ValueTask<ImmutableArray<Guards.HeldChange>> GetHeldChangesAsync(CancellationToken cancellationToken = default);

    /// <summary>Accepts or rejects a disappearance that is held back.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="accept">Whether the people are gone. If not, they stay until DingTalk says something new of them.</param>
    /// <param name="cancellationToken">Frees the caller.</param>
    /// <exception cref="Guards.HeldChangeNotFoundException">It was decided, or DingTalk has shown the people again.</exception>
    ValueTask DecideAsync(long number, bool accept, CancellationToken cancellationToken = default);

    /// <summary>How current the mirror is: who listens to events, what is marked, how far the sweep is, what is held back.</summary>
    ValueTask<Organizations.MirrorStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>What the app has spent of its allowance, as far as this cluster knows.</summary>
    ValueTask<Quotas.QuotaUsage> GetUsageAsync(CancellationToken cancellationToken = default);
}
