namespace Guardian.Workers;

/// <summary>Decides what follows the end of an instance's process: the reflex, without vote, store or network.</summary>
/// <remarks>
/// <para>Order of the rules: an asked stop or restart; a process that could not be started; the exit-code lists; the mode; then, for
/// what is left to restart, exit code 0 of a long life; then the budget; then the delay.</para>
/// <para>Delay: the first restart after a stable life waits <c>first</c>, the n-th after that <c>delay * factor^(n-1)</c>; chance
/// adds up to <c>jitter</c> of it; <c>cap</c> is applied last, so no delay is ever longer. Instances that reached the cap stay apart by the
/// jitter of the earlier delays.</para>
/// <para>Stable: started and healthy for <c>reset-after</c>, or ten times the last delay when that is longer. A stable life sets the delay
/// back to <c>first</c>; it does not empty the budget, which only slides: five crashes an hour apart stay five crashes of a long
/// window.</para>
/// <para>Budget: <c>restarts</c> are granted within any <c>within</c>; the next crash gives up for <c>reset-after</c>, or for the delay
/// that was due when that is longer. The life after that is a probation: the streak of crashes goes on, so its delay is the next
/// longer one, and while the window still holds a full budget one more crash gives up again at once.</para>
/// <para>Exit code 0 where the mode is <c>always</c> is not punished when the life was long: it had started and lasted at least
/// <c>delay</c>. It is restarted after <c>first</c> and counts for nothing. A shorter life ending in 0 is a crash like any other,
/// or a worker that exits at once would spin.</para>
/// </remarks>
public static class RestartPolicy
{
    private const int ConfigurationError = 78; // EX_CONFIG of sysexits.h

    // Keeps the count from overflowing in a worker that crashes for years; any delay has reached its cap long before.
    private const int LongestStreak = 1_000_000;

    /// <summary>Judges one end.</summary>
    /// <param name="history">What was remembered of earlier ends.</param>
    /// <param name="end">The facts of this one.</param>
    /// <param name="now">The moment of the end.</param>
    /// <param name="options">The worker's policy.</param>
    /// <param name="random">Source of the jitter; drawn from once when there is a jitter to choose, otherwise not at all.</param>
    /// <returns>What to do, with its reason and what to remember.</returns>
    public static RestartVerdict Judge(RestartHistory history, LifeEnd end, MonotonicTime now, RestartOptions options, Random random)
    {
        string what = Describe(end);
        switch (end.Cause)
        {
            case EndCause.Stop:
                return new RestartVerdict.Done
                {
                    History = Settle(history, end, options),
                    Reason = $"{end.CauseReason ?? "stopped on request"} ({what})",
                };
            case EndCause.Restart:
                return new RestartVerdict.Restart(TimeSpan.Zero, Attempt: 0)
                {
                    History = Settle(history, end, options),
                    Reason = $"{end.CauseReason ?? "restarted on request"} ({what})",
                };
            case EndCause.Fault:
                // An exit code that follows our own signal is not the worker's word, so the lists do not apply; the mode does.
                return options.Mode is RestartMode.Never
                    ? new RestartVerdict.Never { History = history, Reason = $"{what}, and restart.mode is never" }
                    : AfterCrash(history, end, what, now, options, random);
            default:
                return AfterOwnEnd(history, end, what, now, options, random);
        }
    }

    /// <summary>The delay before a restart.</summary>
    /// <param name="streak">Which restart since the last stable life: 1 is the first.</param>
    /// <param name="options">The worker's policy.</param>
    /// <param name="chance">0 (no jitter) up to 1 (all of it).</param>
    /// <returns>Never shorter than the delay without jitter, never longer than <see cref="RestartOptions.Cap"/>.</returns>
    public static TimeSpan Delay(int streak, RestartOptions options, double chance)
    {
        double nominal = streak <= 1 ? options.First.Ticks : options.Delay.Ticks * Math.Pow(options.Factor, streak - 2);

        // Compared as floating point first: a long streak is infinite there, and would overflow as ticks.
        return TimeSpan.FromTicks((long)Math.Min(nominal * (1 + (options.Jitter * chance)), options.Cap.Ticks));
    }

    private static RestartVerdict AfterOwnEnd(
        RestartHistory history, LifeEnd end, string what, MonotonicTime now, RestartOptions options, Random random)
    {
        if (end.CannotStart is null && end.Exit.Code is { } code)
        {
            if (options.ExitCodes.Never.Contains(code))
            {
                string meaning = code == ConfigurationError ? "a configuration error" : "listed in restart.exit-codes.never";
                return new RestartVerdict.Never { History = history, Reason = $"{what}, {meaning}: a restart cannot help" };
            }

            if (options.ExitCodes.Done.Contains(code))
            {
                return new RestartVerdict.Done { History = history, Reason = $"{what} means done (restart.exit-codes.done)" };
            }

            if (options.ExitCodes.Retry.Contains(code))
            {
                return AfterCrash(history, end, what, now, options, random);
            }

            if (code == 0 && options.Mode is not RestartMode.Always)
            {
                string mode = options.Mode is RestartMode.OnFailure ? "on-failure" : "never";
                return new RestartVerdict.Done { History = history, Reason = $"{what} means done (restart.mode is {mode})" };
            }

            if (code == 0 && end.Started && end.Up >= options.Delay)
            {
                return new RestartVerdict.Restart(options.First, Attempt: 0)
                {
                    History = Settle(history, end, options),
                    Reason = $"{what}; restarted {In(options.First)}, not held against it",
                };
            }
        }

        return options.Mode is RestartMode.Never
            ? new RestartVerdict.Never { History = history, Reason = $"{what}, and restart.mode is never" }
            : AfterCrash(history, end, what, now, options, random);
    }

    private static RestartVerdict AfterCrash(
        RestartHistory history, LifeEnd end, string what, MonotonicTime now, RestartOptions options, Random random)
    {
        RestartHistory settled = Settle(history, end, options);
        int streak = Math.Min(settled.Streak + 1, LongestStreak);
        double chance = options.Jitter > 0 ? random.NextDouble() : 0;
        TimeSpan delay = Delay(streak, options, chance);

        var recent = settled.Within(now, options.Budget.Within);
        bool granted = recent.Length < options.Budget.Restarts;
        RestartHistory next = new()
        {
            // A life after giving up counts like a restart, so that a short pause does not win a fresh budget. Only the newest can matter.
            Crashes = new([.. recent.Append(now).TakeLast(Math.Max(options.Budget.Restarts, 1))]),
            Streak = streak,
            LastDelay = delay,
        };

        string within = Wording.Duration(options.Budget.Within);
        if (granted)
        {
            return new RestartVerdict.Restart(delay, streak)
            {
                History = next,
                Reason = $"{what}; restart {streak} {In(delay)} ({recent.Length + 1} of {options.Budget.Restarts} within {within})",
            };
        }

        TimeSpan pause = TimeSpan.FromTicks((long)(options.ResetAfter.Ticks * (1 + (options.Jitter * chance))));
        TimeSpan retry = pause > delay ? pause : delay;
        return new RestartVerdict.GiveUp(retry)
        {
            History = next,
            Reason = $"{what}; {Wording.Count(recent.Length, "restart")} within {within}, budget spent; next try in {Wording.Duration(retry)}",
        };
    }

    /// <summary>Sets the streak back when the ended life was stable; the budget keeps sliding.</summary>
    private static RestartHistory Settle(RestartHistory history, LifeEnd end, RestartOptions options) =>
        history.IsStable(end.Healthy, options) ? history with { Streak = 0, LastDelay = TimeSpan.Zero } : history;

    private static string Describe(LifeEnd end) =>
        end.CannotStart is { } obstacle
            ? $"could not be started: {obstacle}"
            : end.Cause is EndCause.Fault && end.CauseReason is { } fault
                ? $"{fault} ({end.Exit} after {Wording.Duration(end.Up)})"
                : $"{end.Exit} after {Wording.Duration(end.Up)}";

    private static string In(TimeSpan delay) => delay == TimeSpan.Zero ? "at once" : $"in {Wording.Duration(delay)}";
}
