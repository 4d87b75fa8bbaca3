using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Guardian.Hosting;

/// <summary>Says in C# what a worker's HOCON block says; the same defaults, checks and messages apply to it.</summary>
public sealed class WorkerBuilder
{
    private readonly StringBuilder _block = new();

    internal WorkerBuilder() { }

    /// <summary>Program and arguments, no shell.</summary>
    /// <param name="command">At least one entry.</param>
    /// <returns>This.</returns>
    public WorkerBuilder Command(params string[] command) => Set("command", JsonSerializer.Serialize(command));

    /// <summary>Working directory.</summary>
    /// <param name="path">Absolute, or relative to the program's current directory.</param>
    /// <returns>This.</returns>
    public WorkerBuilder Directory(string path) => Set("directory", JsonSerializer.Serialize(path));

    /// <summary>Adds a variable to the environment.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; placeholders are filled in.</param>
    /// <returns>This.</returns>
    public WorkerBuilder Environment(string name, string value) => Set($"environment.{JsonSerializer.Serialize(name)}", JsonSerializer.Serialize(value));

    /// <summary>How many instances run.</summary>
    /// <param name="min">Fewest that must run well.</param>
    /// <param name="max">Most that may be scaled up to.</param>
    /// <param name="start">How many at first.</param>
    /// <returns>This.</returns>
    public WorkerBuilder Instances(int min, int max, int start) =>
        Set("instances", string.Create(CultureInfo.InvariantCulture, $"{{ min = {min}, max = {max}, start = {start} }}"));

    /// <summary>Calls the worker critical: the whole system is critical when it is.</summary>
    /// <returns>This.</returns>
    public WorkerBuilder Critical() => Set("critical", "yes");

    /// <summary>Workers that must be ready before it starts.</summary>
    /// <param name="workers">Their names.</param>
    /// <returns>This.</returns>
    public WorkerBuilder DependsOn(params string[] workers) => Set("depends-on", JsonSerializer.Serialize(workers));

    /// <summary>Sets any key of a worker's block (hocon/reference.conf lists them).</summary>
    /// <param name="key">Path of the key, for example <c>restart.delay</c>.</param>
    /// <param name="hocon">Its value in HOCON, for example <c>2s</c>.</param>
    /// <returns>This.</returns>
    public WorkerBuilder Set(string key, string hocon)
    {
        _block.Append(CultureInfo.InvariantCulture, $"  {key} = {hocon}\n");
        return this;
    }

    internal string Build(string name) => $"guardian.workers.{JsonSerializer.Serialize(name)} {{\n{_block}}}\n";
}
