using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DingTalk.Mirror.Sqlite.Tests.Contract;

namespace DingTalk.Mirror.Sqlite.Tests;

/// <summary>What the store costs on this machine: <c>dotnet run -c Release --project tests/DingTalk.Mirror.Sqlite.Tests -- measure 45000</c>.</summary>
internal static class Measurement
{
    public const string Command = "measure";

    private const int AtOnce = 64;
    private const int PayloadBytes = 1_000;

    public static async Task<int> RunAsync(string count)
    {
        var states = int.Parse(count, CultureInfo.InvariantCulture);
        await using var store = new SqliteStore();
        Print($"{states:N0} states of {PayloadBytes:N0} bytes, {AtOnce} at a time, synchronous FULL");
        await using (var silo = await TestSilo.StartAsync(store))
        {
            var notes = Enumerable.Range(0, states)
                .Select(i => new NoteHolder(silo.States, string.Create(CultureInfo.InvariantCulture, $"default/department/{880_000_000 + i}")))
                .ToArray();
            var payload = new byte[PayloadBytes];
            Random.Shared.NextBytes(payload);
            await TimeAsync("insert", notes, note => note.WriteAsync(new Note { Bytes = payload }));
            await TimeAsync("update", notes, note => note.WriteAsync(new Note { Bytes = payload, Count = 1 }));
            await TimeAsync("read", notes, note => note.ReadAsync());
        }

        Print($"file      {new FileInfo(store.File).Length / 1e6:N1} MB");
        var started = Stopwatch.GetTimestamp();
        using (new MirrorFile(store.File))
        {
            Print($"open      {Stopwatch.GetElapsedTime(started).TotalSeconds:N2} s, the whole file checked");
        }

        return 0;
    }

    private static async Task TimeAsync(string what, NoteHolder[] notes, Func<NoteHolder, Task> act)
    {
        var times = new ConcurrentBag<TimeSpan>();
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(notes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (note, _) =>
        {
            var one = Stopwatch.GetTimestamp();
            await act(note);
            times.Add(Stopwatch.GetElapsedTime(one));
        });
        var elapsed = Stopwatch.GetElapsedTime(started);
        var slowest = times.Order().ElementAt(times.Count * 99 / 100);
        Print($"{what,-9} {elapsed.TotalSeconds:N1} s, {notes.Length / elapsed.TotalSeconds:N0} a second, 99 of 100 within {slowest.TotalMilliseconds:N0} ms");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
