namespace Guardian.Integration.Tests.Play;

/// <summary>Waits for what happens in other processes, which can only be asked again and again. The one place that does.</summary>
internal static class Waiting
{
    /// <summary>Far longer than anything takes, also on a machine that does much else.</summary>
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until what is seen is as awaited.</summary>
    /// <param name="what">What is awaited, in words.</param>
    /// <param name="look">Looks once. Null: nothing could be seen.</param>
    /// <param name="holds">Whether it is as awaited.</param>
    /// <param name="seen">Puts into words what was seen last, for the message of a failure.</param>
    /// <param name="longest">How long at most; <see cref="Generous"/> unless said.</param>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, Func<T, bool> holds, Func<T?, string> seen, TimeSpan? longest = null)
        where T : class
    {
        TimeSpan limit = longest ?? Generous;
        long begun = TimeProvider.System.GetTimestamp();
        using PeriodicTimer timer = new(Look, TimeProvider.System);
        while (true)
        {
            T? last = await look();
            if (last is not null && holds(last)) { return last; }
            if (TimeProvider.System.GetElapsedTime(begun) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0} s: {what}. Last seen: {seen(last)}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Looks until a condition holds.</summary>
    public static Task UntilAsync(string what, Func<bool> holds, Func<string> seen) =>
        UntilAsync<object>(what, () => Task.FromResult<object?>(what), _ => holds(), _ => seen());

    /// <summary>Lets a moment of the test's own choice pass: where chance, and not an event, is what is tested.</summary>
    public static async Task MomentAsync(TimeSpan moment)
    {
        if (moment > TimeSpan.Zero) { await Task.Delay(moment, TimeProvider.System); }
    }
}
