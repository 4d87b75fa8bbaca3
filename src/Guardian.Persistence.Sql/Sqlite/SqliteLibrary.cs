using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>Decides which native SQLite the process uses and loads it once.</summary>
/// <remarks>The system's own library is preferred, because it gets security updates; the bundled one is for machines without it.</remarks>
internal static class SqliteLibrary
{
    /// <summary>AppContext switch that makes the bundled library the first choice.</summary>
    internal const string PreferBundledSwitch = "Guardian.Persistence.Sql.PreferBundledSqlite";

    /// <summary>3.35.5, the version that is bundled; RETURNING needs 3.35.</summary>
    internal const int OldestUsable = 3_035_005;

    private const string ProviderName = "e_sqlite3";
    private const string SystemName = "libsqlite3.so.0";

    private static readonly Lazy<string> Loaded = new(LoadOnce);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NumberOf();

    /// <summary>Loads the library unless it is loaded already.</summary>
    /// <returns>Where it came from and its version, for the log.</returns>
    /// <exception cref="DllNotFoundException">Neither the system nor Guardian's directory has a usable one.</exception>
    internal static string Load() => Loaded.Value;

    /// <summary>Names to try, the best first.</summary>
    internal static IReadOnlyList<string> Candidates(bool preferBundled, Architecture architecture, string baseDirectory)
    {
        string cpu = architecture switch { Architecture.X64 => "x64", Architecture.Arm64 => "arm64", _ => "none" };
        string[] bundled =
        [
            Path.Combine(baseDirectory, "runtimes", $"linux-{cpu}", "native", "libe_sqlite3.so"),
            Path.Combine(baseDirectory, "runtimes", $"linux-musl-{cpu}", "native", "libe_sqlite3.so"),
            Path.Combine(baseDirectory, "libe_sqlite3.so"), // where a publish for one runtime identifier puts it
        ];
        return preferBundled ? [.. bundled, SystemName] : [SystemName, .. bundled];
    }

    /// <summary>The first candidate that loads, is new enough and allows use from several threads.</summary>
    internal static (nint Handle, string Name)? FirstUsable(IEnumerable<string> candidates, int oldest)
    {
        foreach (string name in candidates)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
            {
                continue;
            }

            if (Number(handle, "sqlite3_libversion_number") >= oldest && Number(handle, "sqlite3_threadsafe") != 0)
            {
                return (handle, name);
            }

            NativeLibrary.Free(handle);
        }

        return null;
    }

    private static int Number(nint library, string function) =>
        NativeLibrary.TryGetExport(library, function, out nint address)
            ? Marshal.GetDelegateForFunctionPointer<NumberOf>(address)()
            : 0;

    private static string LoadOnce()
    {
        bool preferBundled = AppContext.TryGetSwitch(PreferBundledSwitch, out bool asked) && asked;
        IReadOnlyList<string> candidates = Candidates(preferBundled, RuntimeInformation.ProcessArchitecture, AppContext.BaseDirectory);
        (nint handle, string name) = FirstUsable(candidates, OldestUsable)
            ?? throw new DllNotFoundException($"no usable SQLite library; install the package of {SystemName} (tried {string.Join(", ", candidates)})");

        Assembly provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (wanted, _, _) => wanted == ProviderName ? handle : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return $"{name} {raw.sqlite3_libversion().utf8_to_string()}";
    }
}
