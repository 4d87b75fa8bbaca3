using System.Security.Cryptography;
using System.Text;
using Guardian.Workers;

namespace Guardian.Cluster;

/// <summary>Tells whether two nodes define a floating worker alike.</summary>
public static class DefinitionFingerprint
{
    /// <summary>The fingerprint of a definition.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>12 hexadecimal digits; equal for equal definitions under the same version of Guardian.</returns>
    public static string Of(WorkerDefinition worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        // A record prints all that it is compared by.
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(worker.ToString())))[..12];
    }
}
