using Guardian.Shell.Nodes;

namespace Guardian.Shell.Tests.Nodes;

public class NodeAddressTests
{
    [Theory]
    [InlineData("unix:/run/s", true)]
    [InlineData("node7:9110", true)]
    [InlineData("10.0.0.1:80", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("https://node7:443", true)]
    [InlineData("worker", false)]
    [InlineData("a:b", false)]
    [InlineData(":80", false)]
    [InlineData("host:123456", false)]
    [InlineData("--json", false)]
    [InlineData("", false)]
    public void Tells_an_address_from_a_palette(string word, bool address) => NodeAddress.Looks(word).ShouldBe(address);

    [Theory]
    [InlineData("node7:9110", null, "http://node7:9110/")]
    [InlineData("[::1]:80", null, "http://[::1]/")]
    [InlineData("unix:./data/guardian.sock", "./data/guardian.sock", "http://localhost/")]
    public void Reads_both_forms(string text, string? path, string uri)
    {
        NodeAddress.TryRead(text, out NodeAddress? address, out _).ShouldBeTrue();
        address.ShouldNotBeNull().SocketPath.ShouldBe(path);
        address.BaseUri.ToString().ShouldBe(uri);
    }

    [Theory]
    [InlineData("unix:", "names no path")]
    [InlineData("/run/s", "unix:PATH or host:port")]
    [InlineData("host:99999", "unix:PATH or host:port")]
    [InlineData("host:0", "unix:PATH or host:port")]
    [InlineData("http://user@host:80", "unix:PATH or host:port")]
    public void Says_what_is_wrong(string text, string words)
    {
        NodeAddress.TryRead(text, out _, out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public void Allows_a_socket_path_of_exactly_what_the_kernel_takes()
    {
        NodeAddress.TryRead("unix:" + new string('a', 107), out _, out _).ShouldBeTrue();
        NodeAddress.TryRead("unix:" + new string('a', 108), out _, out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldContain("107");
    }
}
