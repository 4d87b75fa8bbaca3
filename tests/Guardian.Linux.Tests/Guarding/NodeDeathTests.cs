using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Guarding;

/// <summary>Node, guard and workers as processes of their own.</summary>
public sealed class NodeDeathTests : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private static readonly TimeSpan Far = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterDeath = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterDeadline = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    private readonly Bench _bench = new();
    private readonly List<int> _leftovers = [];

    public void Dispose()
    {
        // Local workers outlive their node, and a guard whose node is dead stays until the moment told.
        foreach (int pid in _leftovers) { _ = Libc.Kill(pid, Signals.Kill); }
        _bench.Dispose();
    }

    [Fact]
    public void When_the_node_is_killed_its_floating_processes_are_gone_within_200_ms_and_its_local_ones_live_on()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        node.Extend(Far);
        node.Launch("floating/0", 7, Families.OfEveryKind(births.Path));
        int[] floating = births.Next(Families.Size);
        node.Launch("local/0", null, Families.OfEveryKind(births.Path));
        int[] local = births.Next(Families.Size);
        _leftovers.AddRange(local);
        using Ends ends = new(floating);

        TimeSpan killed = BootClock.Instance.SinceBoot;
        node.Signal(Signals.Kill);

        (ends.Last() - killed).ShouldBeLessThan(AfterDeath);
        using Ends others = new(local);
        others.ShouldLiveOn(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void A_frozen_node_loses_its_floating_processes_at_the_moment_told_and_not_before()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        node.Extend(Far);
        node.Launch("floating/0", 7, Families.OfEveryKind(births.Path));
        using Ends ends = new(births.Next(Families.Size));
        node.Launch("local/0", null, $"echo $$ > {births.Path}; exec sleep 1000");
        int local = births.Next(1)[0];
        _leftovers.Add(local);
        using Ends others = new(local);
        TimeSpan until = node.Extend(TimeSpan.FromSeconds(1));

        node.Signal(Stop);

        ends.First().ShouldBeGreaterThanOrEqualTo(until - Rounding);
        (ends.Last() - until).ShouldBeLessThan(AfterDeadline);
        others.ShouldLiveOn(TimeSpan.FromMilliseconds(300));

        // It wakes up, renews, and may run something again.
        node.Signal(Continue);
        until = node.Extend(TimeSpan.FromMilliseconds(700));
        int again = node.Launch("floating/1", 8, $"echo $$ > {births.Path}; exec sleep 1000");
        births.Next(1).ShouldBe([again]);
        using Ends second = new(again);
        second.Last().ShouldBeInRange(until - Rounding, until + AfterDeadline);
        node.End();
    }

    [Fact]
    public void A_node_that_wakes_up_and_starts_one_more_too_late_loses_that_one_too()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        TimeSpan until = node.Extend(TimeSpan.FromMilliseconds(300));
        BootMoments.Until(until + TimeSpan.FromMilliseconds(250));

        // The stand-in does not fence its launches.
        TimeSpan launched = BootClock.Instance.SinceBoot;
        int late = node.Launch("floating/0", 7, $"echo $$ > {births.Path}; exec sleep 1000");

        using Ends ends = new(mayBeGone: true, late); // the guard may be that quick
        (ends.Last() - launched).ShouldBeLessThan(TimeSpan.FromMilliseconds(GuardRule.Pause / 1_000_000) + AfterDeadline);
        node.End();
    }

    [Fact]
    public void Renewals_keep_floating_processes_alive_and_their_end_does_not()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        TimeSpan length = TimeSpan.FromMilliseconds(600);
        node.Renew(length, length / 3);
        node.Launch("floating/0", 7, Families.OfEveryKind(births.Path));
        using Ends ends = new(births.Next(Families.Size));

        ends.ShouldLiveOn(length * 3);
        TimeSpan frozen = BootClock.Instance.SinceBoot;
        node.Signal(Stop);

        ends.Last().ShouldBeInRange(frozen + (length / 3), frozen + length + AfterDeadline);
        node.Signal(Continue);
        node.End();
    }

    [Fact]
    public void Fifty_floating_processes_are_gone_as_fast()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        node.Extend(Far);
        for (int i = 0; i < 50; i++) { node.Launch($"floating/{i}", i, $"echo $$ > {births.Path}; exec sleep 1000"); }
        using Ends ends = new(births.Next(50));

        TimeSpan killed = BootClock.Instance.SinceBoot;
        node.Signal(Signals.Kill);

        (ends.Last() - killed).ShouldBeLessThan(AfterDeath);
    }

    [Fact]
    public void A_node_that_ends_in_order_leaves_neither_a_floating_process_nor_a_guard()
    {
        using Births births = new(_bench);
        StandInNode node = Start();
        node.Extend(Far);
        node.Launch("floating/0", 7, Families.OfEveryKind(births.Path));
        using Ends ends = new([.. births.Next(Families.Size), node.Guard]);

        node.End();

        ends.Last();
        Directory.GetFiles(_bench.PathOf("node/run"), "*guard*").ShouldBeEmpty();
    }

    [Fact]
    public void The_guard_of_a_dead_node_ends_when_no_launch_is_allowed_any_more()
    {
        StandInNode node = Start();
        TimeSpan latest = node.Extend(TimeSpan.FromMilliseconds(900));
        node.Extend(TimeSpan.FromMilliseconds(100)); // an earlier one is told, but a process may be on its way under the first
        using Ends guard = new(node.Guard);

        node.Signal(Signals.Kill);

        guard.Last().ShouldBeGreaterThanOrEqualTo(latest - Rounding);
        ProcFiles.Identify(node.Guard).ShouldBeNull();
    }

    [Fact]
    public void What_a_later_node_with_the_same_mark_has_started_is_spared_by_the_guard_of_the_dead_one()
    {
        using Births births = new(_bench);
        StandInNode first = Start("first");
        first.Extend(Far);
        first.Launch("floating/0", 7, Families.OfEveryKind(births.Path));
        using Ends old = new(births.Next(Families.Size));
        StandInNode second = Start("second");
        second.Extend(Far);
        second.Launch("floating/0", 8, Families.OfEveryKind(births.Path));
        int[] others = births.Next(Families.Size);
        using Ends ends = new(others);

        first.Signal(Signals.Kill);
        old.Last();

        // The first one's guard is at work still: it looks every 100 ms until the moment told.
        second.Launch("floating/1", 9, Families.OfEveryKind(births.Path));
        using Ends more = new([.. births.Next(Families.Size), first.Guard, .. others]);
        more.ShouldLiveOn(TimeSpan.FromMilliseconds(500));

        // When the second one dies too, and its own guard with it, the first one's still does its work.
        _ = Libc.Kill(second.Guard, Signals.Kill);
        second.Signal(Signals.Kill);
        ends.Last();
    }

    private StandInNode Start(string name = "node")
    {
        StandInNode node = new(_bench, name);
        _leftovers.Add(node.Guard);
        return node;
    }
}
