using DingTalk.Mirror;
using DingTalk.Mirror.Notices;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseOrleans(silo => silo
    .UseLocalhostClustering()
    .UseDingTalkSqlite("mirror.db")
    .AddDingTalk(builder.Configuration.GetSection("DingTalk"))
    .AddDingTalkStream());

var app = builder.Build();
app.MapGet("/phonebook/{name}", async (string name, IOrganization org, CancellationToken ct) =>
{
    var department = await org.FindDepartmentByNameAsync(name, ct);
    return await org.GetMembersAsync(department.Id, MemberScope.Subtree, ct);
});
app.MapPost("/announce/{department:long}", (long department, IOrganization org, CancellationToken ct) =>
    org.SendNoticeAsync(Notice.Text("今天 18:00 停电检修").ToSubtree(department).WithKey("outage-0611"), ct));
app.Run();
