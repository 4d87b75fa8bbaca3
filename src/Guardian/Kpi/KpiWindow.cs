namespace Guardian.Kpi;

/// <summary>The period a report is about, ending now.</summary>
public enum KpiWindow
{
    /// <summary>The last 60 minutes and the minute under way.</summary>
    Live,

    /// <summary>The last 24 hours and the hour under way.</summary>
    Day,

    /// <summary>The last 7 days, from a full hour.</summary>
    Week,

    /// <summary>The last 30 days, from a full hour.</summary>
    Month,
}
