namespace Guardian.Workers;

/// <summary>Port to what validation must know of the server.</summary>
public interface IDefinitionProbe
{
    /// <summary>Whether this is a directory.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>False when it is missing, a file, or may not be seen.</returns>
    bool DirectoryExists(string path);

    /// <summary>Whether this is a file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>False when it is missing, a directory, or may not be seen.</returns>
    bool FileExists(string path);

    /// <summary>Whether this file has an execute permission.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>False also when it is missing.</returns>
    bool IsExecutable(string path);

    /// <summary>Whether this user exists.</summary>
    /// <param name="user">Name or number.</param>
    /// <returns>True for any number; for a name, when the user database knows it.</returns>
    bool UserExists(string user);
}
