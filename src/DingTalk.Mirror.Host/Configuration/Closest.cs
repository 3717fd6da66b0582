namespace DingTalk.Mirror.Host.Configuration;

/// <summary>The known word that somebody may have meant.</summary>
internal static class Closest
{
    /// <summary>The word fewest edits away, if they are few for its length.</summary>
    public static string? To(string typed, IEnumerable<string> known) => known
        .Select(word => (Word: word, Distance: Distance(Bare(typed), Bare(word))))
        .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Word.Length / 3))
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Word)
        .FirstOrDefault();

    private static string Bare(string word) => word.TrimStart('-').ToUpperInvariant();

    // Levenshtein, one row at a time.
    private static int Distance(string first, string second)
    {
        var row = Enumerable.Range(0, second.Length + 1).ToArray();
        for (var i = 1; i <= first.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var substituted = diagonal + (first[i - 1] == second[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
