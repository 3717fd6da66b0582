using System.Globalization;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Sample;

/// <summary>Builds 华夏示范集团 from the two data files beside it.</summary>
internal static class SampleCompany
{
    private const long Regions = 880_000_002;
    private const long Cities = 881_000_000;

    // Four cities have one county, whose code is the city's own with two zeros: counties need a range of their own.
    private const long Counties = 882_000_000;

    public static SimulatedOrganization Create()
    {
        var organization = new SimulatedOrganization();
        organization.Change(draft =>
        {
            AddDepartment(draft, SimulatedDepartment.RootId, 0, "华夏示范集团", people: 3);
            foreach (var line in Lines("head-office.txt"))
            {
                var parts = line.Split(' ');
                AddDepartment(draft, Number(parts[0]), Number(parts[1]), parts[3], (int)Number(parts[2]));
            }

            var codes = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in Lines("divisions.txt"))
            {
                var parts = line.Split(' ');
                codes.Add(parts[0]);
                AddDepartment(draft, IdOf(parts[0]), ParentOf(parts[0], codes), parts[1], PeopleOf(parts[0]));
            }
        });
        return organization;
    }

    private static void AddDepartment(OrganizationDraft draft, long id, long parent, string name, int people)
    {
        var dice = new Dice(id);
        var leaders = LeadersOf(id, people, dice.Below(10));
        draft.Put(new SimulatedDepartment { Id = id, Name = name, ParentId = parent, Leaders = leaders, CreateDeptGroup = people > 0, AutoAddUser = people > 0 });
        for (var index = 1; index <= people; index++)
            draft.Put(Person(id, parent, index, leaders));
    }

    // Most departments are led by their first person, one in ten by two, one in ten by nobody.
    private static string[] LeadersOf(long id, int people, int dice) => (people, dice) switch
    {
        (0, _) or (_, 0) => [],
        ( > 2, 1) => [UserIdOf(id, 1), UserIdOf(id, 2)],
        _ => [UserIdOf(id, 1)],
    };

    private static SimulatedUser Person(long department, long parent, int index, string[] leaders)
    {
        var dice = new Dice((department * 1_000) + index);
        var userId = UserIdOf(department, index);
        var leads = leaders.Contains(userId, StringComparer.Ordinal);
        var name = PersonNames.Draw(dice);
        var alsoAbove = dice.Below(20) == 0 && parent > SimulatedDepartment.RootId;
        return new SimulatedUser
        {
            UserId = userId,
            Name = name,
            Departments = alsoAbove ? [department, parent] : [department],
            Orders = leads ? new Dictionary<long, long> { [department] = 176_000_000_000_000_000 - index } : [],
            Mobile = MobileOf(department, index),
            JobNumber = Invariant($"HX{department % 10_000_000:0000000}{index:00}"),
            Title = leads ? "负责人" : "专员",
            HiredDate = HiredAfter2015(dice.Below(3_600)),
            ManagerUserId = leads || leaders is [] ? null : leaders[0],
            Active = dice.Below(30) != 0,
            Boss = department == SimulatedDepartment.RootId && index == 1,
            AdminLevel = department == SimulatedDepartment.RootId ? Math.Min(index, 2) : 0,
        };
    }

    private static string UserIdOf(long department, int index) => Invariant($"hx{department % 10_000_000:0000000}{index:00}");

    private static string MobileOf(long department, int index) =>
        Invariant($"{department switch { > Counties => 102, > Cities => 100, _ => 101 }}{department % 1_000_000:000000}{index:00}");

    private static long HiredAfter2015(int days) =>
        new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)).AddDays(days).ToUnixTimeMilliseconds();

    private static int PeopleOf(string code) => code.Length switch
    {
        2 => 12,
        4 => 4,
        _ => 2 + new Dice(Number(code)).Below(2),
    };

    private static long IdOf(string code) => code.Length == 6 ? Counties + Number(code) : Cities + Number(code.PadRight(6, '0'));

    // A county whose city is not in the file hangs right under its province.
    private static long ParentOf(string code, HashSet<string> codes) => code.Length switch
    {
        2 => Regions,
        6 when codes.Contains(code[..4]) => IdOf(code[..4]),
        _ => IdOf(code[..2]),
    };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(SampleCompany).Assembly.GetManifestResourceStream(typeof(SampleCompany), file)
            ?? throw new InvalidOperationException($"The resource {file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
