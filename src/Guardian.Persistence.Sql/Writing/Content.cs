using System.Runtime.InteropServices;

namespace Guardian.Persistence.Sql.Writing;

/// <summary>Content of events and snapshots as drivers want it.</summary>
internal static class Content
{
    /// <summary>The bytes as an array, copied only when they are a part of one.</summary>
    internal static byte[] Bytes(ReadOnlyMemory<byte> json) =>
        MemoryMarshal.TryGetArray(json, out ArraySegment<byte> part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : json.ToArray();
}
