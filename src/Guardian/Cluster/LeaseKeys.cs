using System.Globalization;

namespace Guardian.Cluster;

/// <summary>Names of what leases are about.</summary>
public static class LeaseKeys
{
    private const string WorkerPrefix = "worker/";

    /// <summary>A replica of a floating worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="replica">Which replica, from 0.</param>
    /// <returns>For example <c>worker/mailer/0</c>.</returns>
    public static string Worker(string worker, int replica) => string.Create(CultureInfo.InvariantCulture, $"{WorkerPrefix}{worker}/{replica}");

    /// <summary>The chair of a trouble that several nodes have: whoever holds it tries a plan first.</summary>
    /// <param name="signature">Id of the trouble's signature.</param>
    /// <returns>For example <c>chair/a25e0d0cec87</c>.</returns>
    public static string Chair(string signature) => $"chair/{signature}";

    /// <summary>A job that one node of the cluster does.</summary>
    /// <param name="job">Its name.</param>
    /// <returns>For example <c>job/trim</c>.</returns>
    public static string Job(string job) => $"job/{job}";

    /// <summary>Reads the name of a floating worker's replica.</summary>
    /// <param name="key">A lease's key.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="replica">Which replica.</param>
    /// <returns>False when the key is about something else.</returns>
    public static bool TryWorker(string key, out string worker, out int replica)
    {
        int slash = key.LastIndexOf('/');
        bool ofWorker = key.StartsWith(WorkerPrefix, StringComparison.Ordinal) && slash > WorkerPrefix.Length;
        worker = ofWorker ? key[WorkerPrefix.Length..slash] : string.Empty;
        replica = 0;
        return ofWorker && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out replica);
    }
}
