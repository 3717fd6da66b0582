using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Users;
using Microsoft.EntityFrameworkCore;

namespace DingTalk.Mirror.Samples;

public sealed class Employee
{
    [System.ComponentModel.DataAnnotations.Key]
    public required string UserId { get; set; }
    public required string Name { get; set; }
    public string? Title { get; set; }
    public int Moves { get; set; }
}

public sealed record Position(int Id, string Version);

public sealed class StaffContext(DbContextOptions<StaffContext> options) : DbContext(options)
{
    public DbSet<Employee> Employees => Set<Employee>();
    public DbSet<Position> Positions => Set<Position>();
}

public sealed class StaffTable(IOrganization organization, IDbContextFactory<StaffContext> contexts) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var db = await contexts.CreateDbContextAsync(stoppingToken);
        await db.Database.EnsureCreatedAsync(stoppingToken);
        var since = await db.Positions.SingleOrDefaultAsync(stoppingToken) is { } position ? MirrorVersion.Parse(position.Version) : default;
        await foreach (var set in organization.WatchAsync(since, stoppingToken)) await ApplyAsync(set, stoppingToken);
    }

    private async Task ApplyAsync(ChangeSet set, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (set.SnapshotReason is not null) await db.Employees.ExecuteDeleteAsync(ct);
        foreach (var change in set.Changes.OfType<PersonChange>()) await ApplyAsync(db, change, change.Person, ct);
        await db.Positions.ExecuteDeleteAsync(ct);
        db.Positions.Add(new(1, set.Version.ToString()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task ApplyAsync(StaffContext db, PersonChange change, Person person, CancellationToken ct)
    {
        if (change is PersonDiscovered or PersonJoined) db.Add(new Employee { UserId = person.UserId, Name = person.Name, Title = person.Title });
        if (await db.Employees.FindAsync([person.UserId], ct) is not { } row) return;
        if (change is PersonUpdated) (row.Name, row.Title) = (person.Name, person.Title);
        if (change is PersonEnteredDepartment) row.Moves++;
        if (change is PersonLeft) db.Remove(row);
    }
}
