using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Notices;

/// <summary>Accepts notices, decides who gets them, and keeps what became of each.</summary>
internal sealed class NoticeCenter(SimulatorOptions options, SimulatedClock clock, DeliveryLedger ledger)
{
    // Twelve digits, as the platform's own.
    private const long FirstTaskId = 418_826_600_000;

    private readonly Lock _sending = new();
    private readonly ConcurrentDictionary<long, NoticeTask> _tasks = new();
    private readonly NoticeRules _rules = new(options, clock);
    private long _lastTaskId = FirstTaskId;

    public NoticeTask? Find(long taskId) => _tasks.GetValueOrDefault(taskId);

    public IReadOnlyCollection<NoticeTask> Tasks => [.. _tasks.Values.OrderBy(task => task.Id)];

    public NoticeTask Send(OrganizationState state, Audience audience, NoticeMessage message)
    {
        lock (_sending)
        {
            _rules.Turn();
            var people = audience.Resolve(state);
            _rules.RefuseExcess(people.Count);
            var reached = !audience.ToAll || _rules.AdmitToAll() ? people.Take(options.Notices.PeoplePerCall ?? int.MaxValue) : [];
            var task = Decide(reached, people.Count, audience, state, message);
            _tasks[task.Id] = task;
            return task;
        }
    }

    private NoticeTask Decide(IEnumerable<SimulatedUser> reached, int people, Audience audience, OrganizationState state, NoticeMessage message)
    {
        var id = ++_lastTaskId;
        var now = clock.GetUtcNow();
        List<string> delivered = [], failed = [];
        List<ForbiddenPerson> forbidden = [];
        foreach (var user in reached)
        {
            if (options.Notices.Unreachable.Contains(user.UserId, StringComparer.Ordinal))
            {
                failed.Add(user.UserId);
            }
            else if (_rules.Admit(user, message.ContentHash) is { } rule)
            {
                forbidden.Add(rule);
            }
            else
            {
                delivered.Add(user.UserId);
                ledger.Add(new Delivery(id, user.UserId, message.Json, now) { Read = ReadsAtOnce(user.UserId) });
            }
        }

        return new NoticeTask
        {
            Id = id,
            SentAt = now,
            Processing = options.Notices.ProcessingTime + (options.Notices.ProcessingTimePerPerson * people),
            HasStatusBar = message.HasStatusBar,
            People = people,
            Delivered = delivered,
            Failed = failed,
            Forbidden = forbidden,
            InvalidUsers = audience.UnknownUsers(state),
            InvalidDepartments = audience.UnknownDepartments(state),
        };
    }

    private bool ReadsAtOnce(string userId) =>
        options.Notices.ReadShare > 0
        && SHA256.HashData(Encoding.UTF8.GetBytes(userId))[0] < options.Notices.ReadShare * 256;
}

/// <summary>Whom a send names.</summary>
internal sealed record Audience(IReadOnlyList<string> Users, IReadOnlyList<long> Departments, bool ToAll)
{
    /// <summary>Everybody it means, each once: those named first, then by department.</summary>
    public IReadOnlyList<SimulatedUser> Resolve(OrganizationState state)
    {
        if (ToAll)
            return [.. state.Users.Values.OrderBy(user => user.UserId, StringComparer.Ordinal)];
        var named = Users.Where(userId => state.FindUser(userId) is not null);
        var members = Departments.Where(id => state.FindDepartment(id) is not null)
            .SelectMany(id => state.Subtree(id))
            .SelectMany(node => node.Members)
            .Select(member => member.UserId);
        return [.. named.Concat(members).Distinct(StringComparer.Ordinal).Select(userId => state.Users[userId])];
    }

    public IReadOnlyList<string> UnknownUsers(OrganizationState state) =>
        [.. Users.Where(userId => state.FindUser(userId) is null).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<long> UnknownDepartments(OrganizationState state) =>
        [.. Departments.Where(id => state.FindDepartment(id) is null).Distinct()];
}
