using System.Text;
using System.Text.RegularExpressions;

namespace Guardian.Shell.Nodes;

/// <summary>Where a node listens: a Unix socket or an HTTP endpoint.</summary>
/// <param name="Text">As the person wrote it; named in messages.</param>
/// <param name="SocketPath">Path of the Unix socket, or null for TCP.</param>
/// <param name="BaseUri">Base of requests; for a Unix socket only its path part matters.</param>
internal sealed partial record NodeAddress(string Text, string? SocketPath, Uri BaseUri)
{
    /// <summary>Environment variable that names the node when the command line does not.</summary>
    public const string Variable = "GUARDIAN_NODE";

    /// <summary>Used when neither the command line nor <see cref="Variable"/> names a node.</summary>
    public const string Default = "unix:./data/guardian.sock";

    /// <summary>Longest path that fits the kernel's <c>sockaddr_un</c>, in bytes.</summary>
    public const int LongestSocketPath = 107;

    private const string UnixPrefix = "unix:";
    private static readonly Uri LocalUri = new("http://localhost/");

    /// <summary>Whether a first argument is an address rather than a palette.</summary>
    public static bool Looks(string word) =>
        word.StartsWith(UnixPrefix, StringComparison.Ordinal)
        || word.StartsWith("http://", StringComparison.Ordinal)
        || word.StartsWith("https://", StringComparison.Ordinal)
        || HostAndPort().IsMatch(word);

    /// <summary>Reads an address.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">Why it is none, in words for a person.</param>
    public static bool TryRead(string text, out NodeAddress? address, out string? problem)
    {
        (address, problem) = (null, null);
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            string path = text[UnixPrefix.Length..];
            int length = Encoding.UTF8.GetByteCount(path);
            problem = length switch
            {
                0 => $"'{text}' names no path: write unix:PATH",
                > LongestSocketPath => $"the socket path '{path}' has {length} bytes; the system allows {LongestSocketPath}. Use a shorter or a relative path",
                _ when path.Contains('\0', StringComparison.Ordinal) => "a socket path cannot hold a zero character",
                _ => null,
            };
            address = problem is null ? new NodeAddress(text, path, LocalUri) : null;
            return problem is null;
        }

        string url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (Looks(text) && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri is { Port: > 0, PathAndQuery: "/", UserInfo: "" })
        {
            address = new NodeAddress(text, null, uri);
            return true;
        }

        problem = $"'{text}' is no address: write unix:PATH or host:port";
        return false;
    }

    [GeneratedRegex(@"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):[0-9]{1,5}$")]
    private static partial Regex HostAndPort();
}
