using System.Net;
using System.Net.Sockets;
using System.Text;
using Guardian.Testing.Net;

namespace Guardian.Cluster.Postgres.Tests.Net;

#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class CuttingProxyTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private CuttingProxy _proxy = null!; // set before each test

    public Task InitializeAsync()
    {
        _server.Start();
        _proxy = new CuttingProxy(((IPEndPoint)_server.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Passes_both_ways_and_hands_on_the_end()
    {
        (TcpClient client, TcpClient server) = await ConnectAsync();
        await SayAsync(client, "there");
        (await HearAsync(server, 5)).ShouldBe("there");
        await SayAsync(server, "and back");
        (await HearAsync(client, 8)).ShouldBe("and back");

        client.Client.Shutdown(SocketShutdown.Send);
        (await HearAsync(server, 1)).ShouldBeEmpty();
        server.Dispose();
        (await HearAsync(client, 1)).ShouldBeEmpty();
        await WaitAsync(() => _proxy.Connections == 0);
    }

    [Fact]
    public async Task Cut_resets_what_is_there_and_what_comes_until_it_passes_again()
    {
        (TcpClient client, TcpClient server) = await ConnectAsync();

        _proxy.Cut();

        await ShouldBeResetAsync(client);
        await ShouldBeResetAsync(server);
        using TcpClient refused = new();
        await Should.ThrowAsync<SocketException>(async () =>
        {
            await refused.ConnectAsync(IPAddress.Loopback, _proxy.Port);
            await HearAsync(refused, 1);
        });

        _proxy.Pass();
        while (_server.Pending())
        {
            (await _server.AcceptTcpClientAsync()).Dispose(); // of the one that was refused
        }

        (client, server) = await ConnectAsync();
        await SayAsync(client, "again");
        (await HearAsync(server, 5)).ShouldBe("again");
    }

    [Fact]
    public async Task Reset_lets_new_connections_through()
    {
        (TcpClient client, _) = await ConnectAsync();
        _proxy.Reset();
        await ShouldBeResetAsync(client);
        (client, TcpClient server) = await ConnectAsync();
        await SayAsync(server, "new");
        (await HearAsync(client, 3)).ShouldBe("new");
    }

    [Fact]
    public async Task Delay_lets_each_piece_wait()
    {
        (TcpClient client, TcpClient server) = await ConnectAsync();
        TimeSpan delay = TimeSpan.FromMilliseconds(150);
        _proxy.Delay(delay);
        long begun = TimeProvider.System.GetTimestamp();
        await SayAsync(client, "late");
        (await HearAsync(server, 4)).ShouldBe("late");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeGreaterThan(delay - TimeSpan.FromMilliseconds(20)); // timers are coarse
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_held_in_one_direction_comes_later_and_the_other_direction_passes(bool toServer)
    {
        (TcpClient client, TcpClient server) = await ConnectAsync();
        (TcpClient held, TcpClient heldAt, TcpClient free, TcpClient freeAt) = toServer ? (client, server, server, client) : (server, client, client, server);
        _proxy.Set(toServer ? ProxyFlow.Hold : ProxyFlow.Pass, toServer ? ProxyFlow.Pass : ProxyFlow.Hold);

        await SayAsync(held, "wait");
        Task<string> later = HearAsync(heldAt, 4);
        await SayAsync(free, "at once");
        (await HearAsync(freeAt, 7)).ShouldBe("at once");
        later.IsCompleted.ShouldBeFalse();

        _proxy.Pass();
        (await later).ShouldBe("wait");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_swallowed_never_comes_nor_what_follows_it_and_nobody_is_told(bool toServer)
    {
        (TcpClient client, TcpClient server) = await ConnectAsync();
        (TcpClient mute, TcpClient deaf, TcpClient free, TcpClient freeAt) = toServer ? (client, server, server, client) : (server, client, client, server);
        _proxy.Set(toServer ? ProxyFlow.Swallow : ProxyFlow.Pass, toServer ? ProxyFlow.Pass : ProxyFlow.Swallow);

        await SayAsync(mute, "lost");
        await SayAsync(free, "heard");
        (await HearAsync(freeAt, 5)).ShouldBe("heard");
        Task<string> nothing = HearAsync(deaf, 1);
        await WaitAsync(() => _proxy.Swallowed == 4);

        _proxy.Pass();
        await SayAsync(mute, "lost too");
        mute.Client.Shutdown(SocketShutdown.Send);
        await Should.ThrowAsync<TimeoutException>(() => nothing.WaitAsync(s_glance));

        _proxy.Reset();
        await Should.ThrowAsync<SocketException>(() => nothing);
    }

    [Fact]
    public async Task Whoever_connects_while_everything_is_swallowed_is_accepted_and_hears_nothing()
    {
        _proxy.Set(ProxyFlow.Swallow, ProxyFlow.Swallow);
        (TcpClient client, TcpClient server) = await ConnectAsync();
        await SayAsync(client, "lost");
        await SayAsync(server, "lost");
        Task<string> nothing = HearAsync(client, 1);
        await Should.ThrowAsync<TimeoutException>(() => nothing.WaitAsync(s_glance));
        _proxy.Reset();
        await Should.ThrowAsync<SocketException>(() => nothing);
    }

    private async Task<(TcpClient Client, TcpClient Server)> ConnectAsync()
    {
        TcpClient client = new() { NoDelay = true };
        Task<TcpClient> accepting = _server.AcceptTcpClientAsync();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return (client, await accepting.WaitAsync(s_patience));
    }

    private static async Task SayAsync(TcpClient client, string text) => await client.Client.SendAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> HearAsync(TcpClient client, int bytes)
    {
        byte[] heard = new byte[bytes];
        int length = 0;
        while (length < bytes)
        {
            int more = await client.Client.ReceiveAsync(heard.AsMemory(length)).AsTask().WaitAsync(s_patience);
            if (more == 0)
            {
                break;
            }

            length += more;
        }

        return Encoding.ASCII.GetString(heard, 0, length);
    }

    private static async Task ShouldBeResetAsync(TcpClient client) =>
        (await Should.ThrowAsync<SocketException>(() => HearAsync(client, 1))).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);

    private static async Task WaitAsync(Func<bool> happened)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(s_patience);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
