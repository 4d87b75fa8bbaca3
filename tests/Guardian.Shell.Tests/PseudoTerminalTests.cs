using System.Diagnostics;
using System.Text;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests;

/// <summary>The executable itself, on a real pseudo-terminal and on a real pipe.</summary>
public sealed class PseudoTerminalTests : IAsyncLifetime
{
    private FakeNode _node = null!;

    public async Task InitializeAsync()
    {
        _node = await FakeNode.StartAsync();
        _node.Answer("GET /api/v1/node", """{"name":"n1"}""");
        _node.Answer("GET /api/v1/names", """["mailer"]""");
        _node.Answer("GET /api/v1/workers", """[{"name":"mailer","state":"healthy"}]""");
        _node.Answer("GET /api/v1/workers/mailer", """{"name":"mailer","state":"healthy"}""");
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task A_person_types_part_of_a_word_presses_tab_and_sees_the_rest()
    {
        using Typist typist = Typist.OnTerminal(_node, _node.Address);
        await typist.SeesAsync("n1 pbm> ");
        await typist.TypeAsync("wor\t");
        await typist.SeesAsync("worker ");
        await typist.TypeAsync("sh\tmai\t\r");
        await typist.SeesAsync("healthy");
        await typist.SeesAsync("n1 pbm> ");
        await typist.TypeAsync("\e[A\u0001#\u0003");
        await typist.SeesAsync("#worker show mailer ");
        await typist.SeesAsync("^C");
        await typist.TypeAsync("exit\r");
        (await typist.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_live_view_ends_on_ctrl_c_with_0()
    {
        using Typist typist = Typist.OnTerminal(_node, $"{_node.Address} worker list --watch 100ms");
        await typist.SeesAsync("\e[J\e[");
        await typist.TypeAsync("\u0003");
        (await typist.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_pipe_gets_plain_text()
    {
        using Typist typist = Typist.OnPipe(_node.Address, "worker", "show", "mailer");
        (await typist.EndAsync()).ShouldBe(0);
        typist.Seen.ShouldBe("name   mailer\nstate  healthy\n");
    }

    private sealed class Typist : IDisposable
    {
        private readonly Process _process;
        private readonly WatchedStream _seen = new();
        private readonly Task _reading;

        private Typist(ProcessStartInfo start)
        {
            start.RedirectStandardInput = start.RedirectStandardOutput = true;
            start.Environment["TERM"] = "xterm-256color";
            start.Environment.Remove("NO_COLOR");
            _process = new Process { StartInfo = start };
#pragma warning disable RS0030 // The test plays the person at the keyboard; what it starts is the executable itself.
            _process.Start();
#pragma warning restore RS0030
            _reading = _process.StandardOutput.BaseStream.CopyToAsync(new Tee(_seen));
        }

        public string Seen => Encoding.UTF8.GetString(_seen.Bytes());

        private static string Pbm => Path.Combine(AppContext.BaseDirectory, "pbm");

        public static Typist OnTerminal(FakeNode node, string arguments)
        {
            // Tests that were started in the background of a script would hand on that Ctrl-C is ignored; a terminal's shell does not.
            string command = $"stty rows 24 cols 100; exec env --default-signal=INT '{Pbm}' {arguments}";
            ProcessStartInfo start = new("script") { ArgumentList = { "-qefc", command, "/dev/null" } };
            start.Environment["XDG_STATE_HOME"] = node.Folder;
            return new Typist(start);
        }

        public static Typist OnPipe(params string[] arguments) => new(new ProcessStartInfo(Pbm, arguments));

        public Task SeesAsync(string text) => _seen.SeesAsync(text);

        public async Task TypeAsync(string keys)
        {
            await _process.StandardInput.WriteAsync(keys);
            await _process.StandardInput.FlushAsync();
        }

        public async Task<int> EndAsync()
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token);
            await _reading;
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
            _seen.Dispose();
        }
    }

    /// <summary>Sends every kind of write through the one that wakes waiters.</summary>
    private sealed class Tee(WatchedStream target) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            target.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
