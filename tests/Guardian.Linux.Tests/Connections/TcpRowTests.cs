using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Linux.Connections;

namespace Guardian.Linux.Tests.Connections;

public sealed class TcpRowTests
{
    // Words of addresses as a little-endian machine prints them.
    private const string Four =
        "   1: 0100007F:1F90 0200007F:C001 01 0000000A:000004D2 01:00000014 00000000  1000        0 31337 2 0000000000000000 20 4 30 10 -1";

    private const string Six =
        "  12: 00000000000000000000000001000000:0016 B80D0120000000000000000002000000:0050 01 00000000:00000000 00:00000000 00000000     0        0 77 1";

    [Fact]
    public void A_line_of_either_table_is_understood()
    {
        TcpRow.TryParse(Encoding.ASCII.GetBytes(Four), out TcpRow row).ShouldBeTrue();
        row.ShouldBe(new TcpRow(IPEndPoint.Parse("127.0.0.1:8080"), IPEndPoint.Parse("127.0.0.2:49153"), 1, 10, 1234, 31337));

        TcpRow.TryParse(Encoding.ASCII.GetBytes(Six), out row).ShouldBeTrue();
        row.ShouldBe(new TcpRow(IPEndPoint.Parse("[::1]:22"), IPEndPoint.Parse("[2001:db8::2]:80"), 1, 0, 0, 77));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [InlineData("1: 0100007F:1F90 0200007F:C001 01 0:0 00:0 0 0 0")]
    [InlineData("1: 0100007F:11F90 0200007F:C001 01 0:0 00:0 0 0 0 1")]
    [InlineData("1: 0100007F:1F90 0200007F 01 0:0 00:0 0 0 0 1")]
    [InlineData("1: 0100007F:1F90 0200007F:C001 100 0:0 00:0 0 0 0 1")]
    [InlineData("1: 0100007F:1F90 0200007F:C001 01 0:0 00:0 0 0 0 1x")]
    public void Anything_else_is_no_row(string line) => TcpRow.TryParse(Encoding.ASCII.GetBytes(line), out _).ShouldBeFalse();

    [Fact]
    public void No_bytes_make_the_parsers_fail() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (bytes, at) =>
            {
                byte[] line = Encoding.ASCII.GetBytes(Four);
                bytes.AsSpan(0, Math.Min(bytes.Length, 20)).CopyTo(line.AsSpan(at.Get % (line.Length - 20)));
                _ = TcpRow.TryParse(line, out _);
                _ = TcpRow.TryParse(bytes, out _);
                return !SocketInodes.TryParse(bytes, out _);
            }));

    [Theory]
    [InlineData("socket:[12345]", 12345)]
    [InlineData("socket:[0]", 0)]
    [InlineData("socket:[]", null)]
    [InlineData("socket:[12", null)]
    [InlineData("pipe:[12]", null)]
    [InlineData("/tmp/socket:[12]", null)]
    public void A_socket_is_told_from_other_descriptors(string link, int? inode) =>
        (SocketInodes.TryParse(Encoding.ASCII.GetBytes(link), out long found) ? (long?)found : null).ShouldBe(inode);
}
