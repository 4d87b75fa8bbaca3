namespace Guardian.Node.Tests.Support;

/// <summary>Waits for what a real node and real processes will do; the time is generous because it only passes when something is broken.</summary>
internal static class Await
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads again until it fits.</summary>
    /// <param name="what">What is awaited, for the message.</param>
    /// <param name="read">Reads the present value.</param>
    /// <param name="fits">Whether that is it.</param>
    public static Task<T> UntilAsync<T>(string what, Func<T> read, Func<T, bool> fits) => UntilReadAsync(what, () => Task.FromResult(read()), fits);

    /// <summary>Reads again until it fits, where reading takes a while itself.</summary>
    /// <param name="what">What is awaited, for the message.</param>
    /// <param name="read">Reads the present value.</param>
    /// <param name="fits">Whether that is it.</param>
    public static async Task<T> UntilReadAsync<T>(string what, Func<Task<T>> read, Func<T, bool> fits)
    {
        long from = TimeProvider.System.GetTimestamp();
        using PeriodicTimer timer = new(Look, TimeProvider.System);
        while (true)
        {
            T value = await read();
            if (fits(value))
            {
                return value;
            }

            if (TimeProvider.System.GetElapsedTime(from) > Patience)
            {
                throw new TimeoutException($"not seen within {Patience.TotalSeconds} s: {what}; last was {value}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The next line of a stream that goes on.</summary>
    public static async Task<string> NextAsync(IAsyncEnumerator<string> lines, string what)
    {
        Task<bool> next = lines.MoveNextAsync().AsTask();
        try
        {
            await next.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // An iterator that still runs cannot be disposed, and that error hides this one; so it is said where it cannot get lost.
            await Console.Error.WriteLineAsync($"not seen within {Patience.TotalSeconds} s: {what}");
            throw new TimeoutException($"not seen within {Patience.TotalSeconds} s: {what}");
        }

        (await next).ShouldBeTrue($"the lines ended before: {what}");
        return lines.Current;
    }
}
