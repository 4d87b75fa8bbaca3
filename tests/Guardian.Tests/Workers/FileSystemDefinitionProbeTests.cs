using System.Runtime.Versioning;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

[UnsupportedOSPlatform("windows")]
public sealed class FileSystemDefinitionProbeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("guardian-").FullName;

    [Fact]
    public void Tells_files_directories_and_permissions_apart()
    {
        string plain = Path.Combine(_directory, "plain");
        string program = Path.Combine(_directory, "program");
        File.WriteAllText(plain, "");
        File.WriteAllText(program, "");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        FileSystemDefinitionProbe probe = new();

        (probe.FileExists(plain), probe.IsExecutable(plain), probe.DirectoryExists(plain)).ShouldBe((true, false, false));
        (probe.FileExists(program), probe.IsExecutable(program), probe.DirectoryExists(program)).ShouldBe((true, true, false));
        (probe.FileExists(_directory), probe.IsExecutable(_directory), probe.DirectoryExists(_directory)).ShouldBe((false, false, true));
        (probe.FileExists(plain + "x"), probe.IsExecutable(plain + "x"), probe.DirectoryExists(plain + "x")).ShouldBe((false, false, false));
    }

    [Theory]
    [InlineData("root", true)]
    [InlineData("roo", false)]
    [InlineData("mail", true)]
    [InlineData("1000", true)]
    [InlineData("", false)]
    public void Knows_the_users_of_the_database_and_any_number(string user, bool known)
    {
        string database = Path.Combine(_directory, "passwd");
        File.WriteAllText(database, "root:x:0:0:root:/root:/bin/sh\nmail:x:8:8:mail:/var/mail:/usr/sbin/nologin\n");

        new FileSystemDefinitionProbe(database).UserExists(user).ShouldBe(known);
    }

    [Fact]
    public void Without_a_database_only_numbers_are_known()
    {
        FileSystemDefinitionProbe probe = new(Path.Combine(_directory, "missing"));

        probe.UserExists("root").ShouldBeFalse();
        probe.UserExists("0").ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
