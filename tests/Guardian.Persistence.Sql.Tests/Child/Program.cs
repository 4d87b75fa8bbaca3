namespace Guardian.Persistence.Sql.Tests.Child;

/// <summary>Entry point of the process that tests start.</summary>
internal static class Program
{
    internal static int Main(string[] arguments)
    {
        Console.Error.WriteLine($"unknown part: {string.Join(' ', arguments)}");
        return 2;
    }
}
