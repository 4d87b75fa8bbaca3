using System.Text.Json;

namespace Guardian.Integration.Tests.Play;

/// <summary>A node in a temporary directory of its own: started, killed, started again. Nothing of it is left when it is disposed.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly List<RunningProgram> _programs = [];

    private TestNode(string directory)
    {
        Directory = directory;
        Api = new NodeApi(Socket);
    }

    public string Directory { get; }

    public string Config => At("guardian.conf");

    public string Data => At("data");

    public string Socket => Path.Combine(Data, "guardian.sock");

    public NodeApi Api { get; }

    /// <summary>The node's process: the last one started.</summary>
    public RunningProgram Process { get; private set; } = null!;

    /// <summary>Makes the directory and the configuration; starts nothing.</summary>
    public static TestNode With(string workers, string more = "")
    {
        TestNode node = new(System.IO.Directory.CreateTempSubdirectory("guardian-it-").FullName);
        if (Kernel.IsRoot)
        {
            // Workers that run as another user must get through to their places.
            File.SetUnixFileMode(node.Directory, (UnixFileMode)0b111_101_101);
        }

        node.Configure(workers, more);
        return node;
    }

    /// <summary>Makes and starts a node, and waits until it is ready.</summary>
    public static async Task<TestNode> StartAsync(string workers, string more = "")
    {
        TestNode node = With(workers, more);
        try
        {
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Writes the configuration: checks five times a second, workers up after a tenth of a second. The server's own figures have no
    /// limits: the machine is shared, and what else it does must not open incidents here.
    /// </summary>
    public void Configure(string workers, string more = "") => File.WriteAllText(Config, $$"""
        guardian {
          interval = 200ms
          host { cpu = null, memory = null, load = null }
          worker-defaults { up-after = 100ms, restart { delay = 200ms } }
          workers {
        {{workers}}
          }
        }
        {{more}}
        """);

    public string At(string name) => Path.Combine(Directory, name);

    /// <summary>Writes a file that workers run or read.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Lines of a file that workers write; none while it is not there.</summary>
    public string[] Lines(string name)
    {
        try
        {
            return File.ReadAllLines(At(name));
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Numbers in a file that workers write, one per line.</summary>
    public int[] Numbers(string name) => [.. Lines(name).Where(line => int.TryParse(line, out _)).Select(int.Parse)];

    /// <summary>Starts the node and waits for its ready line.</summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string?>? environment = null)
    {
        Launch(environment);
        await Waiting.UntilAsync(
            "the node's ready line",
            () => Process.HasEnded || Process.Output.Any(line => line.StartsWith("guardian ready ", StringComparison.Ordinal)),
            () => Process.Words);
        if (Process.HasEnded) { throw new InvalidOperationException($"the node ended by itself:\n{Process.Words}"); }
    }

    /// <summary>Starts the node and does not wait for anything.</summary>
    public void Launch(IReadOnlyDictionary<string, string?>? environment = null, params string[] more)
    {
        Process = RunningProgram.Start(Programs.Guardian, ["start", "--config", Config, "--data", Data, .. more], Directory, environment);
        _programs.Add(Process);
    }

    /// <summary>Kills the node, as the kernel's memory killer would. Its workers are left.</summary>
    public async Task KillAsync()
    {
        Process.Signal(Kernel.Kill);
        await Process.EndAsync();
    }

    /// <summary>Stops the node in order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.Signal(Kernel.Terminate);
        return await Process.EndAsync();
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Finished> RunAsync(string program, params string[] arguments)
    {
        RunningProgram running = Begin(program, arguments);
        int code = await running.EndAsync();
        return new Finished(code, string.Join('\n', running.Output), string.Join('\n', running.Errors));
    }

    /// <summary>Starts a command and leaves it running.</summary>
    public RunningProgram Begin(string program, params string[] arguments)
    {
        RunningProgram running = RunningProgram.Start(program, arguments, Directory, new Dictionary<string, string?> { ["GUARDIAN_NODE"] = null });
        _programs.Add(running);
        return running;
    }

    /// <summary>Runs <c>pbm</c> on this node.</summary>
    public Task<Finished> PbmAsync(params string[] arguments) => RunAsync(Programs.Pbm, ["unix:" + Socket, .. arguments]);

    public Task<ReplyView> PostAsync(string path, object? body = null) => Api.PostAsync("/api/v1/" + path, body);

    /// <summary>A worker as it is shown now.</summary>
    public async Task<WorkerView> WorkerAsync(string name) =>
        (await Api.GetAsync<WorkerView[]>("/api/v1/workers"))?.SingleOrDefault(worker => worker.Name == name)
        ?? throw new InvalidOperationException($"no worker {name} is shown. The node's words:\n{Process.Words}");

    /// <summary>What happened to a worker, newest first, as far as it is stored.</summary>
    public async Task<EventView[]> EventsAsync(string worker) => (await Api.GetAsync<DetailView>("/api/v1/workers/" + worker))?.Events ?? [];

    /// <summary>Waits until all workers are as awaited.</summary>
    public Task<WorkerView[]> UntilAllAsync(string what, Func<WorkerView[], bool> holds, TimeSpan? longest = null) => Waiting.UntilAsync(
        what, () => Api.GetAsync<WorkerView[]>("/api/v1/workers"), holds, Seen, longest);

    /// <summary>Waits until a worker is as awaited.</summary>
    public async Task<WorkerView> UntilAsync(string worker, string what, Func<WorkerView, bool> holds, TimeSpan? longest = null)
    {
        WorkerView[] all = await UntilAllAsync(
            $"{worker}: {what}", workers => workers.SingleOrDefault(one => one.Name == worker) is { } one && holds(one), longest);
        return all.Single(one => one.Name == worker);
    }

    /// <summary>Waits until a worker is healthy with all its instances.</summary>
    public Task<WorkerView> HealthyAsync(string worker) => UntilAsync(worker, "healthy", one => one.Healthy);

    /// <summary>Waits for an event of a worker in the store.</summary>
    public async Task<EventView> UntilEventAsync(string worker, string what, Func<EventView, bool> holds)
    {
        EventView[] events = await Waiting.UntilAsync(
            $"{worker}: {what}", async () => await EventsAsync(worker), list => list.Any(holds), Seen);
        return events.First(holds);
    }

    /// <summary>Waits for something that the test can see by itself.</summary>
    public Task UntilAsync(string what, Func<bool> holds, Func<string>? seen = null) =>
        Waiting.UntilAsync(what, holds, () => $"{seen?.Invoke()}\nThe node's last words:\n{LastWords()}");

    /// <summary>Waits for a line of the node's own log.</summary>
    public Task UntilSaidAsync(string words) =>
        UntilAsync($"'{words}' in the node's log", () => Process.Errors.Any(line => line.Contains(words, StringComparison.Ordinal)));

    /// <summary>Waits until an instance has written so many lines.</summary>
    public Task<string[]> UntilLogAsync(string instance, int lines)
    {
        string[] parts = instance.Split('/');
        return Waiting.UntilAsync(
            $"{lines} lines of {instance}",
            async () => (string[]?)await Api.LinesAsync($"/api/v1/workers/{parts[0]}/logs?instance={parts[1]}"),
            list => list.Length >= lines,
            Seen);
    }

    /// <summary>Live processes of an instance, whoever started them, by the marks in their environment.</summary>
    public int[] MarkedPids(string instance) =>
        [.. Kernel.PidsWith("GUARDIAN_NODE=unix:" + Socket).Where(pid => Kernel.EnvironmentOf(pid).Contains("GUARDIAN_INSTANCE=" + instance))];

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (RunningProgram program in _programs) { await program.DisposeAsync(); }
        }
        finally
        {
            CleanUp();
        }
    }

    private void CleanUp()
    {
        // A daemon is no child of ours; its command line names this test's own directory.
        foreach (int pid in Kernel.PidsNaming(Directory)) { Kernel.Signal(pid, Kernel.Kill); }
        // The mark names this test's own socket, so nobody else's process carries it. Twice: one might just have started another.
        for (int round = 0; round < 2; round++)
        {
            foreach (int pid in Kernel.PidsWith("GUARDIAN_NODE=unix:" + Socket)) { Kernel.Signal(pid, Kernel.Kill); }
        }

        Api.Dispose();
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just dying still writes there; the system's cleaning of temporary files has the rest.
        }
    }

    private string Seen<T>(T? seen) => $"{(seen is null ? "no answer" : JsonSerializer.Serialize(seen, Json))}\nThe node's last words:\n{LastWords()}";

    private string LastWords() => Process is null ? "(not started)" : Process.Words;
}
