using Npgsql;
using NpgsqlTypes;

#pragma warning disable CA2100 // Every text of a query stands in this file.

namespace DingTalk.Mirror.Benchmarks;

/// <summary>The generated organization in tables, in each of the ways in which a tree is kept there, and the questions put to them.</summary>
internal sealed class StoredOrganization : IAsyncDisposable
{
    private const string Tables =
        """
        CREATE EXTENSION IF NOT EXISTS ltree;
        DROP TABLE IF EXISTS department, closure, membership;
        CREATE TABLE department (id bigint NOT NULL, parent bigint, path ltree NOT NULL);
        CREATE TABLE closure (ancestor bigint NOT NULL, descendant bigint NOT NULL);
        CREATE TABLE membership (department bigint NOT NULL, userid text NOT NULL);
        """;

    private const string Indexes =
        """
        ALTER TABLE department ADD PRIMARY KEY (id);
        ALTER TABLE closure ADD PRIMARY KEY (ancestor, descendant);
        ALTER TABLE membership ADD PRIMARY KEY (department, userid);
        CREATE INDEX ON department (parent);
        CREATE INDEX ON department USING gist (path);
        CREATE INDEX ON closure (descendant, ancestor);
        CREATE INDEX ON membership (userid, department);
        """;

    private readonly NpgsqlConnection _connection;
    private readonly List<NpgsqlCommand> _prepared = [];

    private StoredOrganization(NpgsqlConnection connection) => _connection = connection;

    public Func<long, string[], Task<int>> Ltree { get; private set; } = null!;

    public Func<long, string[], Task<int>> Closure { get; private set; } = null!;

    public Func<long, string[], Task<int>> Recursive { get; private set; } = null!;

    public Func<string, long, Task<bool>> IsUnder { get; private set; } = null!;

    public static async Task<StoredOrganization> CreateAsync(NpgsqlDataSource source, GeneratedOrganization organization)
    {
        var connection = await source.OpenConnectionAsync();
        var stored = new StoredOrganization(connection);
        await stored.ExecuteAsync(Tables);
        await connection.ReloadTypesAsync();
        await stored.FillAsync(organization);
        await stored.ExecuteAsync(Indexes);
        await stored.ExecuteAsync("VACUUM ANALYZE");
        stored.Ltree = await stored.PrepareMembersAsync(
            """
            SELECT DISTINCT m.userid FROM department d JOIN membership m ON m.department = d.id
            WHERE d.path <@ (SELECT path FROM department WHERE id = $1)
            """);
        stored.Closure = await stored.PrepareMembersAsync(
            "SELECT DISTINCT m.userid FROM closure c JOIN membership m ON m.department = c.descendant WHERE c.ancestor = $1");
        stored.Recursive = await stored.PrepareMembersAsync(
            """
            WITH RECURSIVE below AS (SELECT $1 AS id UNION ALL SELECT d.id FROM department d JOIN below ON d.parent = below.id)
            SELECT DISTINCT m.userid FROM below JOIN membership m ON m.department = below.id
            """);
        stored.IsUnder = await stored.PrepareIsUnderAsync(
            "SELECT EXISTS (SELECT FROM membership m JOIN closure c ON c.descendant = m.department WHERE m.userid = $1 AND c.ancestor = $2)");
        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared) await command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task FillAsync(GeneratedOrganization organization)
    {
        await using (var rows = await _connection.BeginBinaryImportAsync("COPY department FROM STDIN (FORMAT binary)"))
        {
            foreach (var (id, fields) in organization.Fields)
            {
                await rows.StartRowAsync();
                await rows.WriteAsync(id, NpgsqlDbType.Bigint);
                if (fields.Department.ParentId is { } parent) await rows.WriteAsync(parent, NpgsqlDbType.Bigint);
                else await rows.WriteNullAsync();
                await rows.WriteAsync(string.Join('.', Upwards(organization, id).Reverse()), NpgsqlDbType.LTree);
            }

            await rows.CompleteAsync();
        }

        await using (var rows = await _connection.BeginBinaryImportAsync("COPY closure FROM STDIN (FORMAT binary)"))
        {
            foreach (var id in organization.Fields.Keys)
            {
                foreach (var ancestor in Upwards(organization, id))
                {
                    await rows.StartRowAsync();
                    await rows.WriteAsync(ancestor, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(id, NpgsqlDbType.Bigint);
                }
            }

            await rows.CompleteAsync();
        }

        await using (var rows = await _connection.BeginBinaryImportAsync("COPY membership FROM STDIN (FORMAT binary)"))
        {
            foreach (var person in organization.People.Select(fact => fact.Person))
            {
                foreach (var id in person.DepartmentIds)
                {
                    await rows.StartRowAsync();
                    await rows.WriteAsync(id, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(person.UserId, NpgsqlDbType.Text);
                }
            }

            await rows.CompleteAsync();
        }
    }

    private static IEnumerable<long> Upwards(GeneratedOrganization organization, long id)
    {
        for (long? next = id; next is { } own; next = organization.Fields[own].Department.ParentId) yield return own;
    }

    private async Task<Func<long, string[], Task<int>>> PrepareMembersAsync(string sql)
    {
        var department = new NpgsqlParameter<long>();
        var command = await PrepareAsync(sql, department);
        return async (id, userIds) =>
        {
            department.TypedValue = id;
            var count = 0;
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync()) userIds[count++] = rows.GetString(0);
            return count;
        };
    }

    private async Task<Func<string, long, Task<bool>>> PrepareIsUnderAsync(string sql)
    {
        var user = new NpgsqlParameter<string> { TypedValue = "" };
        var department = new NpgsqlParameter<long>();
        var command = await PrepareAsync(sql, user, department);
        return async (userId, id) =>
        {
            (user.TypedValue, department.TypedValue) = (userId, id);
            return (bool)(await command.ExecuteScalarAsync())!;
        };
    }

    private async Task<NpgsqlCommand> PrepareAsync(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection);
        _prepared.Add(command);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync();
        return command;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }
}
