namespace Guardian.Health;

/// <summary>Decides when a process counts as started.</summary>
public static class StartRule
{
    /// <summary>Whether it counts as started now. Once it does it stays so for its life.</summary>
    /// <param name="uptime">Time since the process was started.</param>
    /// <param name="saidReady">Whether it sent <c>READY=1</c>.</param>
    /// <param name="startup">Where the startup probe stands.</param>
    /// <param name="upAfter">Time alive that counts as started where nothing better is known (<c>up-after</c>).</param>
    /// <param name="notify">Whether the worker speaks sd_notify (<c>health.notify</c>).</param>
    /// <returns>
    /// With a startup probe: when it passes, and with notify <c>READY=1</c> has come too. Without: at <c>READY=1</c>, which notify makes
    /// the only way, or after <paramref name="upAfter"/>.
    /// </returns>
    public static bool IsStarted(TimeSpan uptime, bool saidReady, ProbeStanding startup, TimeSpan upAfter, bool notify) =>
        startup is ProbeStanding.Off
            ? saidReady || (!notify && uptime >= upAfter)
            : startup is ProbeStanding.Passing && (saidReady || !notify);
}
