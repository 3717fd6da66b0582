using System.Globalization;

namespace DingTalk.Mirror.Quotas;

/// <summary>The platform's day and month: it counts in China's time, which has had no daylight saving since 1991.</summary>
internal static class ChinaCalendar
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static string MonthOf(DateTimeOffset instant) => instant.ToOffset(Offset).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
