using DingTalk.Mirror.Departments;
using Spectre.Console;

namespace DingTalk.Mirror.Host.Demo;

/// <summary>Departments and people as a tree of a size that fits a screen.</summary>
internal static class OrganizationTree
{
    private const int ShownPeople = 3;
    private const int ShownDepartments = 40;

    /// <summary>The tree below a department that is loaded. What is left out is counted.</summary>
    public static async Task<Tree> OfAsync(IOrganization organization, Department department, CancellationToken cancellationToken)
    {
        var tree = new Tree(await LabelAsync(organization, department, cancellationToken));
        var room = ShownDepartments;
        await FillAsync(tree, department);
        return tree;

        async Task FillAsync(IHasTreeNodes node, Department parent)
        {
            var people = (await organization.GetMembersAsync(parent.Id, MemberScope.Direct, cancellationToken)).Items;
            if (!people.IsEmpty) node.AddNode(People([.. people.Select(person => person.Name)]));
            var children = (await organization.GetChildrenAsync(parent.Id, cancellationToken)).Items;
            for (var index = 0; index < children.Length; index++)
            {
                if (room == 0)
                {
                    node.AddNode($"[grey]… {children.Length - index} more departments[/]");
                    return;
                }

                room--;
                await FillAsync(node.AddNode(await LabelAsync(organization, children[index], cancellationToken)), children[index]);
            }
        }
    }

    private static async Task<string> LabelAsync(IOrganization organization, Department department, CancellationToken cancellationToken)
    {
        var count = await organization.CountMembersAsync(department.Id, MemberScope.Subtree, cancellationToken);
        return $"[bold]{Markup.Escape(department.Name)}[/] [grey]{count.Count}{(count.IsComplete ? "" : ", not all known")}[/]";
    }

    private static string People(string[] names) => Markup.Escape(string.Join("  ", names.Take(ShownPeople)))
        + (names.Length > ShownPeople ? $"  [grey]… {names.Length - ShownPeople} more[/]" : "");
}
