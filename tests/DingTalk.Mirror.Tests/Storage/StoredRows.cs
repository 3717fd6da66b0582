using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Events;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Sweeps;
using DingTalk.Mirror.Tests.Architecture;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Tests.Storage;

/// <summary>One example of each class of rows, with every field set. A released example is never changed; a new field gets a new fixture.</summary>
internal static class StoredRows
{
    private static readonly DateTimeOffset At = new(2026, 6, 11, 18, 0, 0, TimeSpan.FromHours(8));
    private static readonly MirrorVersion Version = new(new("5f0c5b0e-3c39-4a1c-9a3c-0d3a4d8b1c11"), 42);

    private static readonly Department Department = new()
    {
        Id = 10,
        Name = "科技服务事业部",
        ParentId = 1,
        ReadAt = At,
        Details = new()
        {
            Order = 3,
            ManagerUserIds = ["li", "wang"],
            SourceIdentifier = "hr-10",
            Code = "D10",
            IsHidden = true,
            MemberCount = 12,
            OwnMemberCount = 4,
            ReadAt = At,
        },
    };

    private static readonly Person Li = new()
    {
        UserId = "li",
        Name = "李雷",
        UnionId = "u-li",
        Title = "工程师",
        JobNumber = "007",
        IsActive = true,
        DepartmentIds = [10, 11],
        ReadAt = At,
    };

    private static readonly MissingPart Refusal = new(10, DepartmentParts.Ancestors, MissingReason.OutOfScope, "50004", "out of scope");

    private static readonly HeldFact Held = new()
    {
        ReadAt = At,
        Reason = HoldReason.CountDisagrees,
        DepartmentIds = [10],
        Facts = [new PersonGoneFact { ReadAt = At, UserId = "han", IsOutOfScope = true }],
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new ChangeLogState { LogId = Version.LogId, FirstNumbers = [1, 513] },
        new ChangeLogState { LogId = Version.LogId, FirstNumbers = [1025, 1600], CutSegments = 2 },
        new ChangeSegmentState
        {
            Entries =
            [
                new()
                {
                    Number = 1,
                    CommittedAt = At,
                    Facts =
                    [
                        new DepartmentFact { ReadAt = At, Department = Department },
                        new DepartmentGoneFact { ReadAt = At, DepartmentId = 12 },
                        new ChildrenFact { ReadAt = At, DepartmentId = 10, ChildIds = [11, 13] },
                        new MembersFact { ReadAt = At, DepartmentId = 10, Members = [new("li", IsLeader: true, Order: 5)] },
                        new AncestorsFact { ReadAt = At, Chain = [10, 1] },
                        new PersonFact { ReadAt = At, Person = Li },
                        new PersonGoneFact { ReadAt = At, UserId = "han" },
                        new RefusedFact { ReadAt = At, Part = Refusal },
                        new ScopeFact { ReadAt = At, DepartmentIds = [1], UserIds = ["wang"] },
                    ],
                },
            ],
        },
        new ChangeSegmentState
        {
            Entries =
            [
                new()
                {
                    Number = 2,
                    CommittedAt = At,
                    Facts =
                    [
                        new PersonFact { ReadAt = At, Person = Li, Places = [new(10, IsLeader: true, Order: 5)] },
                        new PersonGoneFact { ReadAt = At, UserId = "han", IsOutOfScope = true },
                        new DirtyFact { ReadAt = At, Subject = Subject.Department(10), ByEvent = true },
                        new CleanFact { ReadAt = At, Subject = Subject.Person("li"), UpTo = 1 },
                        new GapFact { ReadAt = At, From = At },
                        new SweptFact { ReadAt = At },
                        Held,
                        new DecisionFact { ReadAt = At, Number = 1, IsAccepted = true },
                    ],
                },
            ],
        },
        new ChangeSegmentState
        {
            Entries = [new() { Number = 3, CommittedAt = At, Facts = [new PersonGoneFact { ReadAt = At, UserId = "han", ByEvent = true, IsDecided = true }] }],
        },
        new CheckpointPieceState { Content = [1, 2, 3] },
        new CheckpointPiece
        {
            Version = Version,
            Departments =
            [
                new()
                {
                    Id = 10,
                    Fields = Department,
                    ParentId = 1,
                    ParentReadAt = At,
                    AncestorsReadAt = At,
                    ThereAt = At,
                    GoneAt = At,
                    Children = new([11, 13], At),
                    Members = new([new("li", IsLeader: true, Order: 5)], At),
                    Refusals = [new() { ReadAt = At, Part = Refusal }],
                },
            ],
            People =
            [
                new()
                {
                    UserId = "li",
                    Person = Li,
                    GoneAt = At,
                    Places = [new(10, IsLeader: true, Order: 5)],
                    PlacesReadAt = At,
                },
            ],
            Organization = new()
            {
                Scope = new() { ReadAt = At, DepartmentIds = [1], UserIds = ["wang"] },
                Dirty = [new(Subject.Person("li"), At, At, 41, Times: 2, ByEvent: true)],
                Gaps = [new() { ReadAt = At, From = At }],
                Held = [new(40, Held, ["han"])],
                Rejected = ["mei"],
            },
        },
        new CheckpointPiece
        {
            Version = Version,
            Plain = new(
            [
                Li,
                Li with { UserId = "wang", UnionId = null, Title = null, JobNumber = null, IsActive = false, DepartmentIds = [10, 1_000_000_000_000] },
                Li with { UserId = "han" },
            ]),
        },
        new CheckpointPiece
        {
            Version = Version,
            People =
            [
                new()
                {
                    UserId = "han",
                    GoneAt = At,
                    Departure = new()
                    {
                        UserId = "han",
                        GoneAt = At,
                        LastSeenAt = At,
                        Evidence = DepartureEvidence.OutOfScope,
                        ByEvent = true,
                        IsDecided = true,
                        ReturnedAt = At,
                    },
                },
            ],
        },
        new CheckpointPiece
        {
            Version = Version,
            Departments = [new() { Id = 10, Children = new([11, 13], At), FirstChildren = new([11, 12], At) }],
        },
        new DepartmentState
        {
            Snapshot = new()
            {
                Id = 10,
                Fields = Department,
                Children = new([11, 13], At),
                Members = new([new(Li, new("li", IsLeader: true, Order: 5))], At),
                Ancestors = new([1], At),
                GoneSince = At,
                Problems = [Refusal],
                Pending = DepartmentParts.Members,
                Version = Version,
            },
        },
        new UserState
        {
            Snapshot = new()
            {
                Person = Li,
                GoneSince = At,
                Problem = new(MissingReason.Failed, "timeout", "no answer"),
                IsPending = true,
                Version = Version,
            },
        },
        new SweepState
        {
            Pass = 3,
            BeganAt = At,
            FormerBeganAt = At,
            IsUnderWay = true,
            IsWhole = true,
            Cursor = 10,
            Checked = 4,
            Failed = 1,
            WholeSince = At,
            Drift = 2,
            ScopeReadAt = At,
        },
        new ListenerState { ListenedAt = At },
        new OrganizationState { AppFingerprint = "a1b2", CorpId = "ding1" },
        new QuotaState
        {
            Epoch = 7,
            RenewedAt = At,
            IsReleased = true,
            Month = "2026-06",
            MeteredCalls = 99,
            People = [new(At, 100)],
        },
        new NoticePlan
        {
            Key = "outage-0611",
            Notice = Notice.Text("今天 18:00 停电检修").ToSubtree(10).ToUsers("wang").WithKey("outage-0611").EvenIfIncomplete(),
            CreatedAt = At,
            Recipients = ["li", "wang"],
            RecipientsVersion = Version,
        },
        new NoticeProgressRow
        {
            Batches =
            [
                new()
                {
                    Start = 0,
                    Count = 2,
                    State = BatchState.Sent,
                    Attempts = 2,
                    FirstAttemptAt = At,
                    TaskId = 123,
                    SentAt = At,
                    Polls = 3,
                    Percent = 50,
                    Results = [new("li", RecipientOutcome.Read), new("wang", RecipientOutcome.Forbidden, "143106")],
                },
            ],
            IsStopped = true,
            Problem = "incomplete",
            EndedAt = At,
        },
    ];

    /// <summary>Each example under the alias of its class and the number of its shape, which is also the name of its fixture.</summary>
    public static IReadOnlyDictionary<string, object> ByName { get; } = All
        .GroupBy(row => MirrorAssemblies.AliasOf(row.GetType())!, StringComparer.Ordinal)
        .SelectMany(rows => rows.Select((row, shape) => (Name: $"{rows.Key}.{shape + 1}", Row: row)))
        .ToDictionary(example => example.Name, example => example.Row, StringComparer.Ordinal);
}
