namespace Guardian.Linux.Logs;

/// <summary>An archive on its way.</summary>
/// <param name="Archive">File name of the archive, in the log's directory.</param>
/// <param name="Length">Bytes of the log's beginning that it holds.</param>
/// <param name="TailLength">Bytes of what followed them that were looked at.</param>
/// <param name="TailHash">SHA-256 of those, in hexadecimal.</param>
internal sealed record PendingArchive(string Archive, long Length, int TailLength, string TailHash);
