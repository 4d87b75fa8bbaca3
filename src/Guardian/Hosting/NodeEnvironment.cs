using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Guardian.Workers;
using Guardian.Workers.Records;

namespace Guardian.Hosting;

/// <summary>Reads what a node needs to know of the process it runs in.</summary>
internal static class NodeEnvironment
{
    /// <summary>The environment that workers inherit.</summary>
    public static ValueDictionary Read() => new(Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(entry => !NodeFacts.NotInherited.Contains((string)entry.Key))
        .ToImmutableSortedDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal));

    /// <summary>Soft limit of open descriptors that child processes inherit; null where the kernel does not tell.</summary>
    public static long? DescriptorLimit()
    {
        try
        {
            string? line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
            string? soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return long.TryParse(soft, CultureInfo.InvariantCulture, out long limit) ? limit : null;
        }
        catch (IOException)
        {
            return null; // no /proc: the rule that needs it rests
        }
    }

    /// <summary>When a file was last written (UTC); null when there is none or it may not be seen.</summary>
    public static DateTime? FileWritten(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? file.LastWriteTimeUtc : null;
    }

    /// <summary>
    /// Adds processes that carry this node's mark to instances the store knows no process of: they were started so shortly before an
    /// earlier node died, or while its store was away, that it could not be written down.
    /// </summary>
    /// <param name="known">Records from the store.</param>
    /// <param name="marked">Marked processes.</param>
    /// <returns>The records to start with.</returns>
    /// <remarks>
    /// Of several marked processes of an instance the oldest is its main one: the others are its descendants. Where the store knows a process
    /// it counts: if that one is dead, marked ones are what it left behind, or a successor a few milliseconds old, and the instance's
    /// takeover ends them before it starts anew, so that there are never two.
    /// </remarks>
    public static ImmutableDictionary<string, WorkerRecord> WithMarked(
        ImmutableDictionary<string, WorkerRecord> known, IReadOnlyList<MarkedProcess> marked)
    {
        foreach (IGrouping<string, MarkedProcess> group in marked.GroupBy(process => process.Instance, StringComparer.Ordinal))
        {
            if (!InstanceName.TryParse(group.Key, out InstanceName name))
            {
                continue;
            }

            WorkerRecord record = known.GetValueOrDefault(name.Worker) ?? WorkerRecord.New(name.Worker);
            InstanceRecord instance = record.Instances.GetValueOrDefault(name.Index) ?? InstanceRecord.New(name.Index);
            if (instance.Process is null)
            {
                ProcessIdentity oldest = group.MinBy(process => process.Identity.StartTicks)!.Identity;
                known = known.SetItem(name.Worker, record with { Instances = record.Instances.SetItem(name.Index, instance with { Process = oldest }) });
            }
        }

        return known;
    }
}
