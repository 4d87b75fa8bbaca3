namespace Guardian.Linux.Memory;

/// <summary>Where processes stand in the control groups of version 2 (cgroups(7)).</summary>
internal static class CgroupPath
{
    /// <summary>The group in the content of <c>/proc/PID/cgroup</c>: the line of version 2.</summary>
    /// <returns>An absolute path below the hierarchy's top; null when there is none, or it lies outside of what this namespace shows.</returns>
    public static string? Of(string content)
    {
        string? line = content.Split('\n').FirstOrDefault(each => each.StartsWith("0::/", StringComparison.Ordinal));
        return line is null || line.Split('/').Contains("..") ? null : line["0::".Length..].TrimEnd();
    }

    /// <summary>The directory of a group, from the content of <c>/proc/self/mountinfo</c>.</summary>
    /// <param name="mounts">The content.</param>
    /// <param name="group">What <see cref="Of"/> gave.</param>
    /// <returns>Null when no mount shows it.</returns>
    public static string? Directory(string mounts, string group)
    {
        foreach (string line in mounts.Split('\n'))
        {
            // ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [TAGS] - TYPE SOURCE OPTIONS
            string[] halves = line.Split(" - ", 2);
            string[] fields = halves[0].Split(' ');
            if (halves.Length < 2 || fields.Length < 5 || !halves[1].StartsWith("cgroup2 ", StringComparison.Ordinal)) { continue; }
            if (Covers(fields[3], group)) { return fields[4].TrimEnd('/') + (fields[3] == "/" ? group : group[fields[3].Length..]); }
        }

        return null;
    }

    /// <summary>Whether one group is the other or stands above it.</summary>
    public static bool Covers(string upper, string lower) =>
        upper == "/" || upper == lower || lower.StartsWith(upper + "/", StringComparison.Ordinal);
}
