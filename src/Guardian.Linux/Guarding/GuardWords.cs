using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Guardian.Linux.Guarding;

/// <summary>What a node tells its guard, one datagram each.</summary>
internal static class GuardWords
{
    /// <summary>The guard is to kill what floats, and end.</summary>
    public static ReadOnlySpan<byte> Dismissal => "END=1"u8;

    private static ReadOnlySpan<byte> UntilKey => "UNTIL="u8;

    /// <summary>Floating processes may live until a moment.</summary>
    /// <param name="nanoseconds">On <see cref="BootClock"/>.</param>
    public static byte[] Until(long nanoseconds) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"UNTIL={nanoseconds}"));

    /// <summary>Takes in a datagram; one that is not understood changes nothing.</summary>
    /// <param name="state">What the guard knew.</param>
    /// <param name="datagram">What was received.</param>
    /// <param name="isMoment">Whether it told a moment, which is to be acknowledged.</param>
    public static GuardState Apply(GuardState state, ReadOnlySpan<byte> datagram, out bool isMoment)
    {
        isMoment = false;
        if (datagram.SequenceEqual(Dismissal)) { return state with { IsDismissed = true }; }
        if (!datagram.StartsWith(UntilKey)) { return state; }
        datagram = datagram[UntilKey.Length..];
        if (!Utf8Parser.TryParse(datagram, out long until, out int used) || used != datagram.Length) { return state; }
        isMoment = true;
        return state.Told(until);
    }
}
