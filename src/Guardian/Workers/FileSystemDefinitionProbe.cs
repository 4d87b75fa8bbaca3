namespace Guardian.Workers;

/// <summary>Answers validation from the file system and the local user database.</summary>
/// <param name="userDatabase">Path of the user database in the form of passwd(5).</param>
/// <remarks>
/// Users that come from elsewhere (LDAP, systemd) are not seen by name: give their number. Used during validation only, so each question
/// reads anew.
/// </remarks>
public sealed class FileSystemDefinitionProbe(string userDatabase = "/etc/passwd") : IDefinitionProbe
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <inheritdoc />
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc />
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc />
    public bool IsExecutable(string path)
    {
        try
        {
            // Systems without permission bits run what they find.
            return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // gone, or out of sight, since it was looked for: it cannot be started either
        }
    }

    /// <inheritdoc />
    public bool UserExists(string user)
    {
        if (user.All(char.IsAsciiDigit))
        {
            return user.Length > 0;
        }

        try
        {
            return File.ReadLines(userDatabase).Any(line => line.StartsWith(user + ":", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // without a database there are only numbers
        }
    }
}
