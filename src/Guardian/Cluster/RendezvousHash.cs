using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Guardian.Cluster;

/// <summary>Highest random weight: every node computes for itself which node suits a worker best, and all come to the same (Thaler and Ravishankar, 1998).</summary>
public static class RendezvousHash
{
    /// <summary>The weight of a node for a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="node">The node.</param>
    /// <returns>The same on every node and in every version.</returns>
    public static ulong Weight(string worker, string node)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{worker}\0{node}"));
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
