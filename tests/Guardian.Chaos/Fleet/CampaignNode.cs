using System.Globalization;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Fleet;

/// <summary>The node of a campaign with its workers, in a temporary directory. Nothing of them is left when it is disposed.</summary>
internal sealed class CampaignNode : IAsyncDisposable
{
    private readonly List<RunningProgram> _programs = [];

    private CampaignNode(Places places, IReadOnlyList<FleetWorker> fleet)
    {
        Places = places;
        Fleet = fleet;
        Api = new NodeApi(places.Socket);
    }

    public Places Places { get; }

    public IReadOnlyList<FleetWorker> Fleet { get; }

    public NodeApi Api { get; }

    /// <summary>The node's process: the last one started.</summary>
    public RunningProgram Process { get; private set; } = null!;

    /// <summary>Starts a node with the whole fleet, and waits until it is ready.</summary>
    public static async Task<CampaignNode> StartAsync(bool recommend, CancellationToken stop)
    {
        IReadOnlyList<FleetWorker> fleet = FleetPlan.Make();
        Places places = new(Directory.CreateTempSubdirectory("guardian-chaos-").FullName);
        places.Make(fleet);
        await File.WriteAllTextAsync(places.Config, FleetPlan.Configuration(fleet, places, recommend), stop);
        CampaignNode node = new(places, fleet);
        try
        {
            await node.StartAsync(stop);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the node's program and waits for its ready line.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        Process = RunningProgram.Start(Programs.Guardian, ["start", "--config", Places.Config, "--data", Places.Data], Places.Directory);
        _programs.Add(Process);
        await Waiting.UntilAsync(
            "the node's ready line",
            () => stop.IsCancellationRequested || Process.HasEnded || Process.Output.Any(line => line.StartsWith("guardian ready ", StringComparison.Ordinal)),
            () => Process.Words);
        stop.ThrowIfCancellationRequested();
        if (Process.HasEnded) { throw new InvalidOperationException($"the node ended by itself:\n{Process.Words}"); }
    }

    /// <summary>Kills the node as the kernel's memory killer would. Its workers are left.</summary>
    public async Task KillAsync()
    {
        Process.Signal(Kernel.Kill);
        await Process.EndAsync();
    }

    public Task<WorkerView[]?> WorkersAsync() => Api.GetAsync<WorkerView[]>("/api/v1/workers");

    public Task<IncidentSeen[]?> IncidentsAsync() =>
        Api.GetAsync<IncidentSeen[]>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/incidents/history?limit={IncidentSeen.Most}"));

    public Task<IncidentDetailSeen?> StoryAsync(string incident) => Api.GetAsync<IncidentDetailSeen>("/api/v1/incidents/" + incident);

    /// <summary>Minutes of the meetings about an incident.</summary>
    public async Task<string> MinutesAsync(string incident)
    {
        try
        {
            return string.Join('\n', await Api.LinesAsync($"/api/v1/council/meetings/{incident}/minutes"));
        }
        catch (HttpRequestException none)
        {
            return none.Message; // decided without a meeting
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (RunningProgram program in _programs) { await program.DisposeAsync(); }
        }
        finally
        {
            // The mark names this campaign's own socket, so nobody else's process carries it. Twice: a hook might just have begun.
            for (int round = 0; round < 2; round++)
            {
                foreach (int pid in Kernel.PidsWith("GUARDIAN_NODE=unix:" + Places.Socket)) { Kernel.Signal(pid, Kernel.Kill); }
            }

            Api.Dispose();
            try
            {
                Directory.Delete(Places.Directory, recursive: true);
            }
            catch (IOException)
            {
                // A process that is just dying still writes there; the system's cleaning of temporary files has the rest.
            }
        }
    }
}
