using Microsoft.Extensions.Configuration;

namespace DingTalk.Mirror.Hosting;

/// <summary>Finds settings that nothing reads: .NET's binder passes over a key that it does not know, and the misspelled option keeps its default.</summary>
public static class SettingNames
{
    /// <summary>What is wrong with the keys of a section, each fault one sentence that suggests the setting that may have been meant.</summary>
    /// <param name="section">The section; those below it are compared too.</param>
    /// <param name="options">The class that it is bound to.</param>
    /// <param name="others">Sections below it that something else reads.</param>
    public static IEnumerable<string> FaultsOf(IConfigurationSection section, Type options, params IReadOnlyList<string> others)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.GetProperties().Where(property => property.CanWrite || IsSection(property.PropertyType))
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        string[] known = [.. settings.Keys, .. others];
        foreach (var child in section.GetChildren())
        {
            if (settings.TryGetValue(child.Key, out var type))
            {
                if (!IsSection(type)) continue;
                foreach (var fault in FaultsOf(child, type)) yield return fault;
            }
            else if (!others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                var meant = Closest(child.Key, known);
                yield return $"{child.Path} is no setting{(meant is null ? "." : $"; did you mean {section.Path}:{meant}?")} Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
            }
        }
    }

    /// <summary>The known word fewest edits away from what was typed; null if none is near for its length.</summary>
    public static string? Closest(string typed, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(known);
        return known
            .Select(word => (Word: word, Distance: Distance(Bare(typed), Bare(word))))
            .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Word.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    // Options that stand in options.
    private static bool IsSection(Type type) => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal);

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
