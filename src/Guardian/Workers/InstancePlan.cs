using System.Collections.Immutable;
using System.Globalization;
using Guardian.Health;

namespace Guardian.Workers;

/// <summary>Turns a definition into what is started, asked and read for one of its instances.</summary>
public static class InstancePlan
{
    /// <summary>The worker's directory.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="node">Its node.</param>
    /// <returns>Absolute path.</returns>
    public static string DirectoryOf(this WorkerDefinition definition, NodeFacts node) =>
        definition.Directory is null ? node.ConfigDirectory : Path.GetFullPath(definition.Directory, node.ConfigDirectory);

    /// <summary>What the instance is started with.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>
    /// Command with placeholders filled in; the node's environment with the definition's over it, and over both <c>GUARDIAN_WORKER</c>,
    /// <c>GUARDIAN_INSTANCE</c>, <c>GUARDIAN_STATE_DIR</c>, and <c>WATCHDOG_USEC</c> when there is a watchdog.
    /// </returns>
    public static LaunchSpec ToLaunchSpec(this WorkerDefinition definition, int index, NodeFacts node) =>
        definition.ToLaunchSpec(definition.Command, index, node);

    /// <summary>What one of the definition's own commands (drain, exec probe) is started with: as the instance itself.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="command">The command, with placeholders.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>The same directory, environment, user, mask, niceness and limits as the instance.</returns>
    public static LaunchSpec ToLaunchSpec(this WorkerDefinition definition, ValueArray<string> command, int index, NodeFacts node)
    {
        InstanceName instance = new(definition.Name, index);
        return new LaunchSpec
        {
            Command = Placeholders.Fill(command, instance),
            Directory = definition.DirectoryOf(node),
            Environment = EnvironmentOf(definition, instance, node),
            User = definition.User,
            Umask = definition.Umask,
            Nice = definition.Nice == 0 ? null : definition.Nice,
            Limits = definition.Limits.ToImmutableDictionary(),
        };
    }

    /// <summary>What one of the definition's recovery commands is started with: as the instance itself, told what it is about.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="command">The command, with placeholders; <c>{pid}</c> is the process.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="pid">Its process, or null when none runs.</param>
    /// <param name="task">The item in hand, or null.</param>
    /// <param name="node">Its node.</param>
    /// <returns>The instance's launch with <c>GUARDIAN_PID</c> (0 without a process) and <c>GUARDIAN_TASK</c> (empty without an item).</returns>
    public static LaunchSpec ToHookSpec(this WorkerDefinition definition, ValueArray<string> command, int index, int? pid, string? task, NodeFacts node)
    {
        string number = (pid ?? 0).ToString(CultureInfo.InvariantCulture);
        LaunchSpec spec = definition.ToLaunchSpec(command, index, node);
        return spec with
        {
            Command = [.. spec.Command.Select(part => part.Replace("{pid}", number, StringComparison.Ordinal))],
            Environment = spec.Environment.SetItem("GUARDIAN_PID", number).SetItem("GUARDIAN_TASK", task ?? string.Empty),
        };
    }

    /// <summary>Whether a variable belongs to the node, so that a definition may not set it.</summary>
    /// <param name="variable">Its name.</param>
    /// <returns>True for <c>GUARDIAN_WORKER</c>, <c>GUARDIAN_INSTANCE</c>, <c>GUARDIAN_STATE_DIR</c>, <c>GUARDIAN_NODE</c>,
    /// <c>GUARDIAN_NODE_PROCESS</c>, <c>GUARDIAN_FENCING_TOKEN</c>, <c>GUARDIAN_REPLICA</c>, <c>GUARDIAN_PID</c>, <c>GUARDIAN_TASK</c>,
    /// <c>NOTIFY_SOCKET</c> and the watchdog's.</returns>
    public static bool IsReserved(string variable) => variable is
        "GUARDIAN_WORKER" or "GUARDIAN_INSTANCE" or "GUARDIAN_STATE_DIR" or "GUARDIAN_NODE" or "GUARDIAN_NODE_PROCESS"
        or "GUARDIAN_FENCING_TOKEN" or "GUARDIAN_REPLICA"
        or "GUARDIAN_PID" or "GUARDIAN_TASK" or "NOTIFY_SOCKET" or "WATCHDOG_USEC" or "WATCHDOG_PID";

    /// <summary>The directory handed to an instance as <c>GUARDIAN_STATE_DIR</c>.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>Absolute path.</returns>
    public static string StateDirectoryOf(this WorkerDefinition definition, int index, NodeFacts node) =>
        definition.State.Directory is { } directory
            ? definition.PathOf(directory, index, node)
            : Path.Combine(node.DataDirectory, "state", definition.Name, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The log file of an instance.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>Absolute path: <c>logs/WORKER/INDEX.log</c> under the data directory.</returns>
    public static string LogFileOf(this WorkerDefinition definition, int index, NodeFacts node) =>
        Path.Combine(node.DataDirectory, "logs", definition.Name, string.Create(CultureInfo.InvariantCulture, $"{index}.log"));

    /// <summary>The heartbeat file of an instance.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>Absolute path, or null when there is no heartbeat.</returns>
    public static string? HeartbeatFileOf(this WorkerDefinition definition, int index, NodeFacts node) =>
        definition.Health.Heartbeat.File is { } file ? definition.PathOf(file, index, node) : null;

    /// <summary>What a probe asks an instance.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="kind">Which of its probes.</param>
    /// <param name="index">Which instance, from 0.</param>
    /// <param name="node">Its node.</param>
    /// <returns>The target, or null when the probe is off.</returns>
    public static ProbeTarget? ProbeTargetOf(this WorkerDefinition definition, ProbeKind kind, int index, NodeFacts node)
    {
        InstanceName instance = new(definition.Name, index);
        ProbeOptions probe = definition.Health.Probes.Of(kind);
        if (probe.Http is { } http)
        {
            return new ProbeTarget.Http(new Uri(Placeholders.Fill(http, instance), UriKind.Absolute));
        }

        if (probe.Tcp is { } tcp)
        {
            return TryParseTcp(Placeholders.Fill(tcp, instance), out string host, out int port)
                ? new ProbeTarget.Tcp(host, port)
                : throw new FormatException($"'{tcp}' is not host:port");
        }

        if (probe.Exec is not { } exec)
        {
            return null;
        }

        LaunchSpec spec = definition.ToLaunchSpec(exec, index, node);
        return new ProbeTarget.Exec(spec.Command, spec.Directory, spec.Environment, spec.User);
    }

    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <param name="text">For example <c>127.0.0.1:8080</c> or <c>[::1]:8080</c>.</param>
    /// <param name="host">The host, without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <returns>False when it is something else.</returns>
    public static bool TryParseTcp(string text, out string host, out int port)
    {
        int colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : "";
        port = 0;
        bool bracketed = host.StartsWith('[') && host.EndsWith(']') && host.Length > 2;
        host = bracketed ? host[1..^1] : host;
        return host.Length > 0
            && (bracketed || !host.AsSpan().ContainsAny(":[]"))
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }

    private static string PathOf(this WorkerDefinition definition, string path, int index, NodeFacts node) =>
        Path.GetFullPath(Placeholders.Fill(path, new InstanceName(definition.Name, index)), definition.DirectoryOf(node));

    private static ImmutableDictionary<string, string> EnvironmentOf(WorkerDefinition definition, InstanceName instance, NodeFacts node)
    {
        ImmutableDictionary<string, string>.Builder environment = node.Environment.ToImmutableDictionary().ToBuilder();
        environment.RemoveRange(NodeFacts.NotInherited);
        foreach (KeyValuePair<string, string> entry in definition.Environment)
        {
            environment[entry.Key] = Placeholders.Fill(entry.Value, instance);
        }

        environment["GUARDIAN_WORKER"] = instance.Worker;
        environment["GUARDIAN_INSTANCE"] = instance.ToString();
        environment["GUARDIAN_STATE_DIR"] = definition.StateDirectoryOf(instance.Index, node);
        if (definition.Health.Watchdog is { } period)
        {
            environment["WATCHDOG_USEC"] = ((long)period.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        }

        return environment.ToImmutable();
    }
}
