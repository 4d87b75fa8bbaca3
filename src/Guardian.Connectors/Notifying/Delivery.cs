using Guardian.Alerts;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Guardian.Connectors.Notifying;

/// <summary>Tries to send a message a few times, each for a limited time, and leaves a receiver alone that keeps failing.</summary>
/// <remarks>One for each notifier, because a breaker belongs to one receiver. A receiver that asks for a longer pause than
/// <see cref="LongestPause"/> is not waited for here: the message goes back into the queue.</remarks>
internal sealed class Delivery
{
    /// <summary>Longest pause between two tries of one call.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_sampling = TimeSpan.FromMinutes(2);

    private readonly ResiliencePipeline<NotifyResult> _pipeline;
    private readonly TimeSpan _timeout;

    public Delivery(AlertDeliveryOptions options, NotifierSurroundings surroundings)
    {
        _timeout = options.Timeout;
        Random random = new(surroundings.Seed); // used by one call at a time, as the desk promises
        ResiliencePipelineBuilder<NotifyResult> builder = new() { TimeProvider = surroundings.Time };
        if (options.Tries > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<NotifyResult>
            {
                MaxRetryAttempts = options.Tries - 1,
                Delay = options.Pause,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = failed => ValueTask.FromResult(Failed(failed.Outcome) && !(After(failed.Outcome) > LongestPause)),
                DelayGenerator = failed => ValueTask.FromResult(After(failed.Outcome)),
            });
        }

        _pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<NotifyResult>
            {
                FailureRatio = 1,
                MinimumThroughput = options.BreakAfter,
                SamplingDuration = s_sampling,
                BreakDuration = options.BreakFor,
                ShouldHandle = failed => ValueTask.FromResult(Failed(failed.Outcome)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    /// <summary>Sends by trying.</summary>
    /// <param name="tryOnce">One try, which turns its own failures into results.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What the last try gave.</returns>
    public async Task<NotifyResult> RunAsync(Func<CancellationToken, Task<NotifyResult>> tryOnce, CancellationToken stop)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await tryOnce(token).ConfigureAwait(false), stop).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            return new NotifyResult.Retry($"no answer within {_timeout.TotalSeconds:0.###} s");
        }
        catch (BrokenCircuitException broken)
        {
            return new NotifyResult.Retry("it failed too often and is left alone for a while", broken.RetryAfter);
        }
    }

    private static TimeSpan? After(Outcome<NotifyResult> outcome) => (outcome.Result as NotifyResult.Retry)?.After;

    private static bool Failed(Outcome<NotifyResult> outcome) => outcome.Exception is TimeoutRejectedException || outcome.Result is NotifyResult.Retry;
}
