using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DingTalk.Mirror.Directories;
using DingTalk.Mirror.Views;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DingTalk.Mirror.Benchmarks;

/// <summary>What a subtree's people cost a client outside the cluster: by its own directory, as bare bytes over TCP, and by asking a silo.</summary>
internal static class ClientDirectories
{
    private const int Departments = 7_500;
    private const int Root = 1;
    private const int Starts = 5;
    private const int Changes = 30;

    /// <summary>Longer than an update waits for the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public static async Task RunAsync()
    {
        var store = Path.Combine(System.IO.Directory.CreateTempSubdirectory("dingtalk-benchmark-").FullName, "mirror.db");
        try
        {
            await using var dingTalk = await DingTalkSimulator.StartAsync();
            await using var silo = await BenchmarkSilo.StartAsync(dingTalk, store, mirror => mirror.Sweep.Share = 0);
            var organization = new GeneratedOrganization(Departments, inTwo: 0.03);
            var head = await FillAsync(silo, organization);
            Console.WriteLine();
            Console.WriteLine($"a client outside the cluster, over TCP of this machine: {organization.Departments:N0} departments, {organization.People.Count:N0} people, {organization.Memberships:N0} memberships");
            TellPacking((OrganizationView)silo.Organization.View!);
            await TellStartsAsync(silo, head);
            using var client = await silo.StartClientAsync(options => options.KeepDirectory());
            var directory = await OrganizationOf(client).With(Freshness.AtLeast(head)).GetDirectoryAsync();
            Check(organization, directory);
            await TellChangesAsync(silo, client, organization);
            await CompareAsync(client, organization);
            await client.StopAsync();
        }
        finally
        {
            System.IO.Directory.Delete(Path.GetDirectoryName(store)!, recursive: true);
        }
    }

    private static async Task CompareAsync(IHost client, GeneratedOrganization organization)
    {
        var outside = OrganizationOf(client);
        var directory = outside.Directory!;
        var ids = new string[directory.CountMembers(Root, MemberScope.Subtree)];
        var packed = Pack(ids, directory);
        using var wire = new Wire(packed);
        var answer = await outside.GetMembersAsync(Root, MemberScope.Subtree);
        if (!answer.Items.Select(person => person.UserId).ToHashSet(StringComparer.Ordinal).SetEquals(ids)) throw new InvalidOperationException("The silo answers otherwise.");
        Console.WriteLine();
        Console.WriteLine($"{ids.Length:N0} userids of {organization.Departments:N0} departments, to a buffer; {packed.Length:N0} bytes");
        await Rounds.CompareAsync(
            new("packed bytes over raw TCP", wire.Fetch),
            new("by the client's directory", () => directory.CopyMemberIds(Root, MemberScope.Subtree, ids)) { Target = "≤ 1" },
            new("counted by it", () => directory.CountMembers(Root, MemberScope.Subtree)),
            new("asked of a silo", () => outside.GetMembersAsync(Root, MemberScope.Subtree).AsTask()));
    }

    // Appended as loads would leave it, some departments or people in an entry.
    private static async Task<MirrorVersion> FillAsync(BenchmarkSilo silo, GeneratedOrganization organization)
    {
        var head = default(MirrorVersion);
        foreach (var facts in organization.Facts().Chunk(500)) head = await silo.Mirror.Changes.AppendAsync([.. facts], CancellationToken.None);
        await silo.Mirror.Views.ReachAsync(head, CancellationToken.None);
        return head;
    }

    private static void TellPacking(OrganizationView view)
    {
        var pieces = new List<ImmutableArray<byte>>();
        var packing = MedianOf(() => pieces = [.. DirectoryPacker.Pack(former: null, view, root: null).Select(piece => piece.Content)]);
        byte[] update = [.. pieces.SelectMany(piece => piece)];
        var unpacking = MedianOf(() => new DirectoryUnpacker().Apply(update));
        Console.WriteLine(
            $"everything: {update.Length:N0} bytes, {update.Length / (double)view.PersonCount:F1} a person, in {pieces.Count} pieces of at most {pieces.Max(piece => piece.Length):N0};"
            + $" packed in {packing.TotalMilliseconds:F1} ms, unpacked in {unpacking.TotalMilliseconds:F1} ms");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var unpacker = new DirectoryUnpacker();
        unpacker.Apply(update);
        Console.WriteLine($"held by the client: {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)view.PersonCount:F0} bytes a person");
        GC.KeepAlive((unpacker, update));
    }

    private static async Task TellStartsAsync(BenchmarkSilo silo, MirrorVersion head)
    {
        List<TimeSpan> starts = [];
        for (var start = 0; start < Starts; start++)
        {
            using var client = await silo.StartClientAsync();
            var started = Stopwatch.GetTimestamp();
            using var keeping = await silo.StartClientAsync(options => options.KeepDirectory());
            await OrganizationOf(keeping).With(Freshness.AtLeast(head)).GetDirectoryAsync();
            starts.Add(Stopwatch.GetElapsedTime(started));
            await keeping.StopAsync();
            await client.StopAsync();
        }

        Console.WriteLine($"a client is started, connects and has it: {Median(starts).TotalMilliseconds:F0} ms (median of {Starts})");
    }

    private static async Task TellChangesAsync(BenchmarkSilo silo, IHost client, GeneratedOrganization organization)
    {
        var outside = OrganizationOf(client);
        var follower = client.Services.GetRequiredKeyedService<DirectoryFollower>("default");
        List<TimeSpan> delays = [];
        List<long> bytes = [];
        for (var change = 0; change < Changes; change++)
        {
            await Task.Delay(Pause, TimeProvider.System);
            var before = follower.Received.Bytes;
            var person = organization.People[change * 1_000].Person;
            var moved = GeneratedOrganization.PersonFact(change * 1_000, 2 + change) with { ReadAt = TimeProvider.System.GetUtcNow() };
            var version = await silo.Mirror.Changes.AppendAsync([moved with { Person = moved.Person with { ReadAt = moved.ReadAt } }], CancellationToken.None);
            var appended = Stopwatch.GetTimestamp();
            var directory = await outside.With(Freshness.AtLeast(version)).GetDirectoryAsync();
            delays.Add(Stopwatch.GetElapsedTime(appended));
            bytes.Add(follower.Received.Bytes - before);
            if (directory.IsMember(person.UserId, 2 + change) is not Placement.Inside) throw new InvalidOperationException($"{person.UserId} did not move.");
        }

        Console.WriteLine(
            $"somebody moves: {bytes.Order().ElementAt(bytes.Count / 2):N0} bytes, at most {bytes.Max():N0}; in the log → in the client's directory"
            + $" {Median(delays).TotalMilliseconds:F1} ms, at most {delays.Max().TotalMilliseconds:F1} ms ({Changes} changes, one after another)");
    }

    private static byte[] Pack(string[] ids, IDirectoryView directory)
    {
        directory.CopyMemberIds(Root, MemberScope.Subtree, ids);
        var writer = new PackWriter();
        foreach (var id in ids) writer.WriteText(id);
        List<byte> packed = [];
        while (writer.Take() is { Length: > 0 } piece) packed.AddRange(piece);
        return [.. packed];
    }

    // Every subtree against one that is found by walking.
    private static void Check(GeneratedOrganization organization, IDirectoryView directory)
    {
        foreach (var id in organization.Fields.Keys)
        {
            var expected = organization.Walk(id).Select(handle => organization.People[handle].Person.UserId).ToHashSet(StringComparer.Ordinal);
            var ids = new string[directory.CountMembers(id, MemberScope.Subtree)];
            directory.CopyMemberIds(id, MemberScope.Subtree, ids);
            if (ids.Length != expected.Count || !expected.SetEquals(ids) || !directory.Covers(id, MemberScope.Subtree))
                throw new InvalidOperationException($"Wrong answer for department {id}: {ids.Length} people, {expected.Count} expected.");
        }
    }

    private static IOrganization OrganizationOf(IHost client) => client.Services.GetRequiredService<IOrganization>();

    private static TimeSpan MedianOf(Action act)
    {
        List<TimeSpan> times = [];
        for (var round = 0; round < Rounds.Count; round++)
        {
            var started = Stopwatch.GetTimestamp();
            act();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return Median(times);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>The least that a network can do: a byte asks, and bytes that lie ready come back. Nobody reads what they mean, and nobody but two threads takes part.</summary>
    private sealed class Wire : IDisposable
    {
        private readonly Socket _listener = Create();
        private readonly Socket _client = Create();
        private readonly byte[] _target;

        public Wire(byte[] packed)
        {
            _target = new byte[packed.Length];
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            new Thread(() => Serve(packed)) { IsBackground = true }.Start();
            _client.Connect(_listener.LocalEndPoint!);
        }

        public void Fetch()
        {
            _client.Send([1]);
            for (var at = 0; at < _target.Length;) at += _client.Receive(_target.AsSpan(at));
        }

        public void Dispose()
        {
            _client.Dispose();
            _listener.Dispose();
        }

        private static Socket Create() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        private void Serve(byte[] packed)
        {
            using var served = _listener.Accept();
            served.NoDelay = true;
            var question = new byte[1];
            while (served.Receive(question) > 0) served.Send(packed);
        }
    }
}
