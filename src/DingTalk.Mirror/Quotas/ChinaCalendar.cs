using System.Globalization;

namespace DingTalk.Mirror.Quotas;

/// <summary>The platform's day and month: it counts in China's time, which has had no daylight saving since 1991.</summary>
internal static class ChinaCalendar
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static string MonthOf(DateTimeOffset instant) => instant.ToOffset(Offset).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>How much of its month has passed: more than nothing, up to the whole.</summary>
    public static double ShareOfMonth(DateTimeOffset instant)
    {
        var local = instant.ToOffset(Offset).DateTime;
        var passed = local - new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        return Math.Max(passed.TotalDays, 1d / 24) / DateTime.DaysInMonth(local.Year, local.Month);
    }
}
