using System.Collections.Immutable;
using System.Text.Json;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Interactive;

/// <summary>Asks the node for names to complete from, and remembers them for a moment.</summary>
internal sealed class CandidateSource(NodeClient client, TimeProvider time)
{
    /// <summary>How long an answer is used again; names of workers change rarely, and a person presses Tab twice.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>How long a person waits for Tab.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (long At, ImmutableArray<string> Values)> _known = [];

    /// <summary>The names at a path; none when the node does not answer, as completion is no place for errors.</summary>
    public async Task<ImmutableArray<string>> GetAsync(string path, CancellationToken cancel)
    {
        if (_known.TryGetValue(path, out (long At, ImmutableArray<string> Values) known) && time.GetElapsedTime(known.At) < Fresh)
        {
            return known.Values;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(await client.GetBytesAsync(new NodeRequest(false, path, default), Patience, cancel));
            ImmutableArray<string> values = document.RootElement.ValueKind != JsonValueKind.Array
                ? []
                : [.. document.RootElement.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)];

            // As many paths as the palettes name: the number is bounded by them.
            _known[path] = (time.GetTimestamp(), values);
            return values;
        }
        catch (Exception problem) when (problem is NodeUnreachableException or NodeRefusedException or JsonException)
        {
            return [];
        }
    }
}
