using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Guardian.Node.Api.Cluster;

/// <summary>A request to the API, taken apart so that it can be asked of any node.</summary>
internal sealed class GatewayRequest
{
    /// <summary>Parameter of a query, and property of a body, that names the node that is meant.</summary>
    public const string NodeParameter = "node";

    /// <summary>Value of <see cref="NodeParameter"/> for every node.</summary>
    public const string AllNodes = "all";

    /// <summary>Header in which a program says for whom it asks.</summary>
    public const string ByHeader = "X-Guardian-By";

    private const int MostByLetters = 64;

    private GatewayRequest(RouteRule rule, string method, string pattern) => (Rule, Method, Pattern) = (rule, method, pattern);

    public RouteRule Rule { get; }

    public string Method { get; }

    /// <summary>The route.</summary>
    public string Pattern { get; }

    public bool IsGet => HttpMethods.IsGet(Method);

    /// <summary>Path and query as other nodes get it: made of the route and its values, without <see cref="NodeParameter"/>.</summary>
    public string Path { get; private set; } = string.Empty;

    /// <summary>Body as other nodes get it; null for GET.</summary>
    public string? Body { get; private set; }

    /// <summary>The node that is meant, <see cref="AllNodes"/>, or null when the request names none.</summary>
    public string? Node { get; private set; }

    /// <summary>What the route is about: the worker, the incident.</summary>
    public string? Name { get; private set; }

    /// <summary>Who asks, in letters that fit into a header.</summary>
    public string By { get; private init; } = string.Empty;

    /// <summary>Whether the answer goes on as long as it is read.</summary>
    public bool Follows { get; private set; }

    /// <summary>Most rows wanted; 0 for all.</summary>
    public int Limit { get; private set; }

    /// <summary>Reads a request; a body is read as a whole and put back for the handler of this node, without <see cref="NodeParameter"/>.</summary>
    /// <returns>
    /// The request; null with <paramref name="http"/> untouched but for that when its handler is to refuse it itself, or when a problem has been answered
    /// (the response has started).
    /// </returns>
    public static async Task<GatewayRequest?> ReadAsync(HttpContext http, RouteEndpoint endpoint, RouteRule rule)
    {
        GatewayRequest request = new(rule, http.Request.Method, endpoint.RoutePattern.RawText!) { By = ByOf(http) };
        if (PathOf(endpoint.RoutePattern, http.Request.RouteValues) is not { } path)
        {
            return null;
        }

        if (rule.InPath is { } key)
        {
            request.Name = http.Request.RouteValues[key] as string;
        }

        return request.IsGet
            ? await request.ReadQueryAsync(http, path).ConfigureAwait(false)
            : await request.ReadBodyAsync(http, path).ConfigureAwait(false);
    }

    /// <summary>Forgets which node was asked for.</summary>
    public void NarrowToHere() => Node = null;

    /// <summary>Who asks, as far as the program says so, in letters that fit into a header.</summary>
    public static string ByOf(HttpContext http)
    {
        string? said = http.Request.Headers[ByHeader].FirstOrDefault() is { Length: > 0 } by ? by : http.Request.Headers.UserAgent.FirstOrDefault();
        string clean = string.Concat((said ?? string.Empty).Where(letter => letter is > ' ' and <= '~').Take(MostByLetters));
        return clean.Length == 0 ? "api" : clean;
    }

    /// <summary>Who asks, as the handlers of the API read it.</summary>
    public static string CallerOf(HttpContext http) => http.Request.Headers.UserAgent.FirstOrDefault() is { Length: > 0 } agent ? agent : "api";

    private static string? PathOf(RoutePattern pattern, RouteValueDictionary values)
    {
        StringBuilder path = new();
        foreach (RoutePatternPathSegment segment in pattern.PathSegments)
        {
            path.Append('/');
            foreach (RoutePatternPart part in segment.Parts)
            {
                switch (part)
                {
                    case RoutePatternLiteralPart literal:
                        path.Append(Uri.EscapeDataString(literal.Content));
                        break;

                    // A value of dots would be taken for a step in the path by whoever reads it next.
                    case RoutePatternParameterPart { IsCatchAll: false } parameter when values[parameter.Name] is string value and not ("." or ".."):
                        path.Append(Uri.EscapeDataString(value));
                        break;
                    default:
                        return null;
                }
            }
        }

        return path.ToString();
    }

    private static string WithoutNode(JsonElement body)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in body.EnumerateObject().Where(property => !property.NameEquals(NodeParameter)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private async Task<GatewayRequest?> ReadQueryAsync(HttpContext http, string path)
    {
        IQueryCollection query = http.Request.Query;
        if (query.TryGetValue(NodeParameter, out Microsoft.Extensions.Primitives.StringValues named))
        {
            if (named is not [{ Length: > 0 } node])
            {
                await MalformedAsync(http).ConfigureAwait(false);
                return null;
            }

            Node = node;
        }

        QueryBuilder rest = new(query.Where(parameter => parameter.Key != NodeParameter));
        Path = path + rest.ToQueryString();
        Follows = Rule.Following == Following.Always
            || (Rule.Following == Following.WhenAsked && bool.TryParse(query["follow"], out bool follow) && follow);
        Limit = int.TryParse(query["limit"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int limit) && limit > 0
            ? limit
            : Rule.UsualLimit;
        return this;
    }

    private async Task<GatewayRequest?> ReadBodyAsync(HttpContext http, string path)
    {
        if (await ApiAnswers.ReadBytesAsync(http).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        http.Request.Body = new MemoryStream(bytes);
        if (ApiAnswers.ObjectOf(bytes) is not { } body)
        {
            return null;
        }

        try
        {
            Path = path;
            Body = Encoding.UTF8.GetString(bytes);
            if (body.TryGetProperty(NodeParameter, out JsonElement named))
            {
                Node = named.ValueKind == JsonValueKind.String ? named.GetString() : string.Empty;
                Body = WithoutNode(body);
                http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(Body));
            }

            if (Rule is { Kind: { } kind, InPath: null } && body.TryGetProperty(kind, out JsonElement name) && name.ValueKind == JsonValueKind.String)
            {
                Name = name.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: JSON, but no text.
            Node = string.Empty;
        }

        if (Node is { Length: 0 })
        {
            await MalformedAsync(http).ConfigureAwait(false);
            return null;
        }

        return this;
    }

    private static Task MalformedAsync(HttpContext http) => ApiAnswers.ProblemAsync(
        http, StatusCodes.Status400BadRequest, "malformed", $"'{NodeParameter}' must be the name of one node of the cluster, or '{AllNodes}'");
}
