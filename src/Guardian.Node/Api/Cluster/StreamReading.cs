using System.Runtime.CompilerServices;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <summary>Reads an answer of this node's own API in parts, as it comes.</summary>
internal static class StreamReading
{
    /// <summary>Largest part.</summary>
    public const int PartBytes = 64 * 1024;

    /// <summary>The parts of an answer.</summary>
    /// <param name="send">Asks.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>First the head, without a body unless it is a refusal; then what comes. An answer that breaks off ends.</returns>
    public static async IAsyncEnumerable<RemoteAnswer> PartsAsync(Func<Task<HttpResponseMessage>> send, [EnumeratorCancellation] CancellationToken stop)
    {
        HttpResponseMessage? response = null;
        RemoteAnswer? refusal = null;
        try
        {
            response = await send().ConfigureAwait(false);
        }
        catch (HttpRequestException stopping)
        {
            refusal = NodeAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "not reached", $"the node is stopping ({stopping.Message})");
        }

        if (response is null)
        {
            yield return refusal!;
            yield break;
        }

        using (response)
        {
            string type = OwnApi.TypeOf(response);
            int status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                yield return new RemoteAnswer(status, type, await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false));
                yield break;
            }

            yield return new RemoteAnswer(status, type, default);
            using Stream content = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            byte[] buffer = new byte[PartBytes];
            while (await ReadAsync(content, buffer, stop).ConfigureAwait(false) is > 0 and int read)
            {
                yield return new RemoteAnswer(status, type, buffer.AsSpan(0, read).ToArray());
            }
        }
    }

    private static async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken stop)
    {
        try
        {
            return await content.ReadAsync(buffer, stop).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // The node stops: that is how such an answer ends.
            return 0;
        }
    }
}
