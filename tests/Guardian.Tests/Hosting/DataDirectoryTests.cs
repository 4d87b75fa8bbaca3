using System.Globalization;
using Guardian.Hosting;

namespace Guardian.Tests.Hosting;

public sealed class DataDirectoryTests
{
    [Fact]
    public void A_second_node_is_refused_with_the_pid_of_the_first()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (DataDirectory.Open(path))
            {
                Should.Throw<IOException>(() => DataDirectory.Open(path)).Message
                    .ShouldContain($"(process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)})");
            }

            DataDirectory.Open(path).Dispose(); // free again
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
