using System.Globalization;
using System.Runtime.InteropServices;
using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>An account of the host.</summary>
/// <param name="Name">Login name, or the number in digits when it has none.</param>
/// <param name="User">User number.</param>
/// <param name="Group">Primary group number.</param>
/// <param name="IsListed">Whether the account data base knows it (only then does it have supplementary groups).</param>
internal sealed record UserAccount(string Name, uint User, uint Group, bool IsListed)
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Finds the account a definition names.</summary>
    /// <param name="nameOrNumber">Login name or number.</param>
    /// <returns>The account; a number without an entry gets the group of the same number.</returns>
    /// <exception cref="LaunchException">There is no such account (<see cref="LaunchProblem.User"/>).</exception>
    public static unsafe UserAccount Find(string nameOrNumber)
    {
        byte* buffer = stackalloc byte[BufferSize];
        PasswordEntry entry;
        PasswordEntry* found = null;
        _ = Libc.UserByName(nameOrNumber, &entry, buffer, BufferSize, &found);
        bool isNumber = uint.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        if (found is null && isNumber) { _ = Libc.UserByNumber(number, &entry, buffer, BufferSize, &found); }
        if (found is not null)
        {
            return new UserAccount(Marshal.PtrToStringUTF8((nint)found->Name)!, found->User, found->Group, IsListed: true);
        }

        if (isNumber) { return new UserAccount(nameOrNumber, number, number, IsListed: false); }
        throw new LaunchException(LaunchProblem.User, $"user '{nameOrNumber}' does not exist on this host");
    }
}
