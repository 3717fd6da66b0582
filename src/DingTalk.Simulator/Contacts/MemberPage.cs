using System.Text.Json.Nodes;
using DingTalk.Simulator.Organizations;
using DingTalk.Simulator.Wire;

namespace DingTalk.Simulator.Contacts;

/// <summary>One page of the people of a department. The cursor is the place of the first row; only a page that has a next one names it.</summary>
internal readonly record struct MemberPage(int Cursor, int Size, string Order)
{
    public const int MaxSize = 100;

    private static readonly string[] Orders = ["custom", "entry_asc", "entry_desc", "modify_asc", "modify_desc"];

    public static MemberPage Read(Parameters parameters, int badCursor, int badSize, int badOrder)
    {
        var cursor = parameters.RequiredNumber("cursor");
        var size = parameters.RequiredNumber("size");
        var order = parameters.Text("order_field") ?? Orders[0];
        return cursor is not (>= 0 and <= int.MaxValue) ? throw ApiRefusal.Of(badCursor)
            : size is not (>= 1 and <= MaxSize) ? throw ApiRefusal.Of(badSize)
            : !Orders.Contains(order, StringComparer.Ordinal) ? throw ApiRefusal.Of(badOrder)
            : new((int)cursor, (int)size, order);
    }

    public JsonObject Cut(DepartmentNode node, Func<string, JsonObject> item)
    {
        var rows = Sorted(node);
        var list = new JsonArray();
        for (var i = Cursor; i < rows.Count && i - Cursor < Size; i++)
            list.Add((JsonNode)item(rows[i].UserId));
        var next = (long)Cursor + Size;
        var json = new JsonObject { ["has_more"] = next < rows.Count };
        if (next < rows.Count)
            json["next_cursor"] = next;
        json["list"] = list;
        return json;
    }

    // When somebody joined or was changed is not kept: those orders fall back on the user id, in their direction.
    private IReadOnlyList<MemberKey> Sorted(DepartmentNode node) => Order switch
    {
        "custom" => (IReadOnlyList<MemberKey>)node.Members,
        "entry_asc" or "modify_asc" => [.. node.Members.OrderBy(member => member.UserId, StringComparer.Ordinal)],
        _ => [.. node.Members.OrderByDescending(member => member.UserId, StringComparer.Ordinal)],
    };
}
