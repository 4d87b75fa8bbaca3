using Guardian.Faults;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Actors;

/// <content>Follows what the worker writes.</content>
internal sealed partial class InstanceActor
{
    /// <summary>Most of a log read in one check; a flood beyond it is counted, not read.</summary>
    private const int MostLogBytes = 256 * 1024;

    /// <summary>Error lines passed on for each check; what the pattern sage needs is which kinds there are, not every one.</summary>
    private const int MostErrorsPublished = 20;

    private const int LongestErrorLine = 2_000;

    private void FollowLog(InstanceLife life, IProcessSlot slot)
    {
        IInstanceLog log = slot.Log;
        if (_seat.Rotating)
        {
            return;
        }

        long before = log.Offset;
        MonotonicTime now = Now;
        System.Text.RegularExpressions.Regex pattern = _ports.PatternOf(Definition.Health.ErrorPattern);
        EventStream events = Context.System.EventStream;
        int published = 0;
        try
        {
            long skipped = log.ReadNew(
                line =>
                {
                    if (pattern.IsMatch(line))
                    {
                        life.CountError(now);
                        if (published++ < MostErrorsPublished)
                        {
                            events.Publish(new ErrorLogged(_seat.Name, line.Length <= LongestErrorLine ? line : line[..LongestErrorLine], _ports.Clock.UtcNow));
                        }
                    }
                },
                MostLogBytes);
            if (skipped > 0)
            {
                LogFlood(_ports.Log, _seat.Name, Wording.Bytes(skipped));
            }
        }
        catch (IOException trouble)
        {
            LogLogTrouble(_ports.Log, _seat.Name, trouble.Message);
            return;
        }

        if (log.Offset != before)
        {
            _ports.Records.Tell(new RecordKeeper.LogFollowed(_seat.Name.Worker, _seat.Name.Index, log.Offset));
        }

        _seat.Rotating = true;
        log.RotateIfDueAsync(_ports.Clock.UtcNow, CancellationToken.None)
            .PipeTo(Self, Self, rotation => new Rotated(rotation, null), why => new Rotated(null, why));
    }

    private void OnRotated(Rotated rotated)
    {
        _seat.Rotating = false;
        if (rotated.Trouble is { } trouble)
        {
            LogLogTrouble(_ports.Log, _seat.Name, trouble.Message);
        }
        else if (rotated.Rotation is { Archive: { } archive } rotation)
        {
            LogRotated(_ports.Log, _seat.Name, Wording.Bytes(rotation.ArchivedBytes), archive);
            if (_seat.Slot is { } slot)
            {
                _ports.Records.Tell(new RecordKeeper.LogFollowed(_seat.Name.Worker, _seat.Name.Index, slot.Log.Offset));
            }
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "{Instance} writes more than can be followed; {Bytes} of its log passed unread (they are in the file)")]
    private static partial void LogFlood(ILogger log, InstanceName instance, string bytes);

    [LoggerMessage(2011, LogLevel.Warning, "{Instance}: its log cannot be followed or rotated: {Trouble}")]
    private static partial void LogLogTrouble(ILogger log, InstanceName instance, string trouble);

    [LoggerMessage(2012, LogLevel.Information, "{Instance}: {Bytes} of its log moved to {Archive}")]
    private static partial void LogRotated(ILogger log, InstanceName instance, string bytes, string archive);
}
