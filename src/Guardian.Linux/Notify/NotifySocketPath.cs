using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Notify;

/// <summary>Chooses where an instance's notify socket is. The same slot gets the same path in every life of the node.</summary>
internal static class NotifySocketPath
{
    /// <summary>Longest socket path the kernel takes: 108 bytes with the NUL.</summary>
    public const int MaxLength = 107;

    /// <summary>Path of the socket below the run directory, or the shorter one.</summary>
    /// <param name="spec">The slot.</param>
    /// <param name="shortBase">Directory for sockets that cannot be below the run directory.</param>
    /// <param name="reachableByOthers">The worker runs under another account, which cannot pass through the owner's run directory.</param>
    /// <returns>Absolute path.</returns>
    public static string Choose(SlotSpec spec, string shortBase, bool reachableByOthers)
    {
        string direct = Path.Combine(spec.RunDirectory, FileName(spec.Instance));
        if (!reachableByOthers && Encoding.UTF8.GetByteCount(direct) <= MaxLength) { return direct; }
        return Path.Combine(shortBase, "guardian-" + Hash(spec.RunDirectory), Hash(spec.Instance));
    }

    /// <summary>File name of an instance's socket.</summary>
    public static string FileName(string instance) => Escape(instance) + ".notify";

    /// <summary>An instance's name as part of a file name: readable, and different for different instances.</summary>
    public static string Escape(string instance)
    {
        StringBuilder name = new(instance.Length + 8);
        foreach (byte each in Encoding.UTF8.GetBytes(instance))
        {
            char letter = (char)each;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') { name.Append(letter); }
            else if (letter == '/') { name.Append('+'); }
            else { name.Append(CultureInfo.InvariantCulture, $"%{each:X2}"); }
        }

        return name.ToString();
    }

    /// <summary>Where short socket paths go on this host: <c>/run</c> for root, else the session's run directory, else <c>/tmp</c>.</summary>
    public static string ShortBase()
    {
        if (Libc.EffectiveUser() == 0 && Directory.Exists("/run")) { return "/run"; }
        string? session = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return session is { Length: > 0 and < 50 } && Directory.Exists(session) ? session : "/tmp";
    }

    /// <summary>Makes the socket's directory, owned and writable by the node only.</summary>
    /// <param name="directory">Absolute path.</param>
    /// <param name="reachableByOthers">Whether other accounts may pass through it (not list it).</param>
    /// <exception cref="LaunchException">It cannot be made, or somebody else owns it (<see cref="LaunchProblem.Files"/>).</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe void MakeDirectory(string directory, bool reachableByOthers)
    {
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (reachableByOthers) { mode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; }
        try
        {
            Directory.CreateDirectory(directory, mode);
            FileFacts facts;
            using NativeStrings path = NativeStrings.From([directory]);
            int found = Libc.Statx(Constants.AT_FDCWD, path.Pointer[0], Constants.AT_SYMLINK_NOFOLLOW, Constants.STATX_BASIC_STATS, &facts);
            // In /tmp another user could have been first, to listen in or to send the node elsewhere.
            bool isShared = directory.StartsWith("/tmp/", StringComparison.Ordinal);
            if (isShared && (found != 0 || !facts.IsDirectory || facts.Owner != Libc.EffectiveUser()))
            {
                throw new LaunchException(LaunchProblem.Files, $"'{directory}' belongs to another user and cannot hold notify sockets");
            }

            if (reachableByOthers) { File.SetUnixFileMode(directory, mode); } // the umask may have taken bits away
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException(LaunchProblem.Files, $"directory '{directory}' for the notify socket cannot be made: {refused.Message}");
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
