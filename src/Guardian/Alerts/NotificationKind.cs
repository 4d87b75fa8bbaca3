namespace Guardian.Alerts;

/// <summary>Why a message speaks of an alert.</summary>
public enum NotificationKind
{
    /// <summary>It began, or rose to a higher level.</summary>
    Firing,

    /// <summary>It still lasts and nobody has acknowledged it.</summary>
    Reminder,

    /// <summary>It is over.</summary>
    Resolved,

    /// <summary>For information.</summary>
    Notice,
}
