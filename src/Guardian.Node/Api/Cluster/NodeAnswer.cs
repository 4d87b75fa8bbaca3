using System.Text;
using System.Text.Json;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <summary>What a node answered, or why it did not.</summary>
/// <param name="Node">The node.</param>
/// <param name="Answer">The answer; for one that did not answer, problem details that say so.</param>
/// <param name="Reached">Whether the node itself has answered.</param>
internal sealed record NodeAnswer(string Node, RemoteAnswer Answer, bool Reached)
{
    /// <summary>Whether it did what was asked.</summary>
    public bool Ok => Reached && Answer.Status is >= 200 and < 300;

    /// <summary>Whether it does not have what was asked for.</summary>
    public bool Unknown => Reached && Answer.Status == StatusCodes.Status404NotFound;

    /// <summary>A node that could not be asked, or has not answered in time.</summary>
    public static NodeAnswer Unreached(string node, int status, string words) => new(node, Problem(status, "not reached", words), Reached: false);

    /// <summary>An answer that a node did not give itself.</summary>
    public static RemoteAnswer Problem(int status, string title, string words) => new(
        status, "application/problem+json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(new ApiProblem(title, status, words), ApiJson.Default.ApiProblem));

    /// <summary>The sentence in an answer.</summary>
    public string Sentence()
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Answer.Body);
            foreach (string name in (ReadOnlySpan<string>)["message", "detail", "title"])
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(name, out JsonElement words)
                    && words.ValueKind == JsonValueKind.String)
                {
                    return words.GetString()!;
                }
            }
        }
        catch (JsonException)
        {
            // A node of another version, or none at all: what it said is shown as it is.
        }

        return Encoding.UTF8.GetString(Answer.Body.Span);
    }
}
