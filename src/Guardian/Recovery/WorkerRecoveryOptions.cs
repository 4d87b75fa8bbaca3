using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>What recovery may and can do about one worker.</summary>
/// <remarks>HOCON: <c>recovery</c> of a worker.</remarks>
public sealed record WorkerRecoveryOptions
{
    /// <summary>Whether decisions about it are carried out; null: as <c>guardian.recovery.mode</c> says.</summary>
    public required RecoveryMode? Mode { get; init; }

    /// <summary>Actions that must not be done to it.</summary>
    /// <value>Names of <see cref="ActionNames"/>, or <c>hook:NAME</c>; never <c>escalate</c>.</value>
    public required ValueArray<string> Never { get; init; }

    /// <summary>Makes it open its connections anew.</summary>
    public required HookOptions ConnectionReset { get; init; }

    /// <summary>Makes it give memory back.</summary>
    public required HookOptions MemoryCleanup { get; init; }

    /// <summary>Command that puts the item in hand (<c>GUARDIAN_TASK</c>) aside, or null.</summary>
    public required ValueArray<string>? Quarantine { get; init; }

    /// <summary>Command whose output is kept as evidence before anything is touched (<c>GUARDIAN_PID</c>), or null.</summary>
    public required ValueArray<string>? Evidence { get; init; }

    /// <summary>Further actions by name: commands.</summary>
    public required ValueArray<NamedHook> Hooks { get; init; }

    /// <summary>Longest that one of these commands may take.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan HookTimeout { get; init; }

    internal static WorkerRecoveryOptions Read(HoconSection at, ConfigProblems problems)
    {
        HoconSection hooks = at.Section("hooks");
        WorkerRecoveryOptions read = new()
        {
            Mode = at.ChoiceOrNull<RecoveryMode>("mode"),
            Never = at.Texts("never"),
            ConnectionReset = HookOptions.Read(at.Section("connection-reset"), problems),
            MemoryCleanup = HookOptions.Read(at.Section("memory-cleanup"), problems),
            Quarantine = Commands.ReadOptional(at, "quarantine", problems),
            Evidence = Commands.ReadOptional(at, "evidence", problems),
            Hooks = hooks.Keys
                .Select(name => Commands.ReadOptional(hooks, name, problems) is { } command ? new NamedHook(name, command) : null)
                .OfType<NamedHook>()
                .ToValueArray(),
            HookTimeout = at.Duration("hook-timeout"),
        };
        problems.Require(read.HookTimeout > TimeSpan.Zero, at.Path("hook-timeout"), read.HookTimeout, "must be longer than zero");
        foreach (NamedHook hook in read.Hooks)
        {
            problems.Require(
                NamedHook.IsName(hook.Name), hooks.Path(hook.Name), hook.Name, "the name must be lower-case letters, digits, '-' and '_', at most 40");
        }

        CheckNever(at, read, problems);
        at.RejectUnreadKeys(problems);
        return read;
    }

    private static void CheckNever(HoconSection at, WorkerRecoveryOptions read, ConfigProblems problems)
    {
        string[] known = [.. ActionNames.Ladder.Remove(ActionNames.Escalate), .. read.Hooks.Select(hook => hook.Action)];
        foreach (string action in read.Never.Where(action => !known.Contains(action)))
        {
            problems.Add(at.Path("never"), action, $"must be one of {string.Join(", ", known)}");
        }
    }
}
