using System.Diagnostics;
using System.Globalization;

namespace DingTalk.Mirror.Sqlite.Tests.Contract;

/// <summary>A silo in a process of its own that writes without end and says on its output what was acknowledged to it.</summary>
internal static class WriterProcess
{
    public const string Command = "write-until-killed";

    private const int Writers = 4;
    private const int GrainsEach = 5;

    /// <summary>
    /// Lets another process write to the store, kills it after so many acknowledgements, and returns the last one of each key.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, int>> RunAndKillAsync(
        StoreUnderTest store, int acknowledgements, Func<Task>? beforeKill = null)
    {
        using var process = Start(store);
        var acknowledged = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && int.TryParse(line.AsSpan(at + 1), CultureInfo.InvariantCulture, out var count))
            {
                acknowledged[line[..at]] = count;
            }

            if (++lines == acknowledgements)
            {
                await (beforeKill?.Invoke() ?? Task.CompletedTask);
                process.Kill(); // SIGKILL. What is in the pipe by now was acknowledged, so it is read to the end.
            }
        }

        await process.WaitForExitAsync();
        return lines >= acknowledgements
            ? acknowledged
            : throw new InvalidOperationException($"The writer ended by itself after {lines} lines.");
    }

    public static async Task<int> WriteForeverAsync(string storeType, string location)
    {
        var store = (StoreUnderTest)Activator.CreateInstance(Type.GetType(storeType, throwOnError: true)!, location)!;
        await using var silo = await TestSilo.StartAsync(store);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteForeverAsync(silo, writer)));
        return 0;
    }

    private static Process Start(StoreUnderTest store)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(WriterProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? program + ".exe" : program)
        {
            ArgumentList = { Command, store.GetType().AssemblyQualifiedName!, store.Location },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private static async Task WriteForeverAsync(TestSilo silo, int writer)
    {
        var notes = Enumerable.Range(0, GrainsEach)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"default/killed/{writer}-{i}"))
            .Select(key => (Key: key, Note: new NoteHolder(silo.States, key)))
            .ToArray();
        foreach (var (_, note) in notes)
        {
            await note.ReadAsync();
        }

        for (var count = 1; ; count++)
        {
            foreach (var (key, note) in notes)
            {
                await note.WriteAsync(new Note { Count = count, Bytes = new byte[count * 97 % 20_000] });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key}={count}"));
            }
        }
    }
}
