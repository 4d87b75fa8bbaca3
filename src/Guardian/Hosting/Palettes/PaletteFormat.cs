namespace Guardian.Hosting.Palettes;

/// <summary>How the shell shows a value.</summary>
public enum PaletteFormat
{
    /// <summary>As it is; arrays joined by comma; null as a dash.</summary>
    Text,

    /// <summary>A state name, coloured on a terminal: healthy green, starting and warning yellow, critical and dead red, stopped grey.</summary>
    State,

    /// <summary>Bytes, as KiB, MiB, GiB.</summary>
    Bytes,

    /// <summary>A percentage.</summary>
    Percent,

    /// <summary>An ISO 8601 time, shown as how long ago (<c>3 m ago</c>).</summary>
    Ago,

    /// <summary>An ISO 8601 time, shown as how long it has lasted (<c>2 h 5 m</c>).</summary>
    Since,

    /// <summary>True as "yes", false as nothing.</summary>
    Flag,

    /// <summary>Seconds, shown as a duration.</summary>
    Seconds,
}
