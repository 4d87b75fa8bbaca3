using System.Collections.Concurrent;

namespace Guardian.Actors.TestKit;

/// <summary>A test's own actor, and what a test expects to be told.</summary>
/// <remarks>
/// Expectations wait for the real event, in real time, whatever clock the system has; their timeouts only bound how long a failing
/// test takes. A test that moves a manual clock moves it, and then expects what follows from that.
/// </remarks>
public abstract class TestKitBase
{
    /// <summary>How long an expectation waits when it is not told: enough for a machine under load.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan DefaultSilence = TimeSpan.FromMilliseconds(100);
    private readonly BlockingCollection<MessageEnvelope> _queue = [];
    private readonly string _name;
    private Func<object, bool>? _ignored;
    private long _end; // of the block of Within, as a timestamp; 0: none
    private MessageEnvelope? _last;

    /// <summary>Makes a test actor in a system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="testActorName">The name of the test actor, or null for a generated one.</param>
    protected TestKitBase(ActorSystem system, string? testActorName = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        Sys = system;
        TestActor = ((ActorSystemImpl)system).SystemGuardian.AttachChild(Props.Create(() => new TestActor(_queue)), testActorName);
        _name = TestActor.Path.ToStringWithoutAddress();
    }

    /// <summary>The system under test.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The test's own actor.</summary>
    public IActorRef TestActor { get; }

    /// <summary>The message received last, or null.</summary>
    public object? LastMessage => _last?.Message;

    /// <summary>The sender of the message received last; the dead letters when there was none.</summary>
    public IActorRef LastSender => _last?.Sender ?? Sys.DeadLetters;

    /// <summary>Whether messages wait.</summary>
    public bool HasMessages => _queue.Count > 0;

    /// <summary>What is left of the block of <see cref="Within(TimeSpan, Action)"/>, or the default timeout.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(DefaultTimeout);

    /// <summary>Creates an actor in the system under test.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name, or null for a generated one.</param>
    /// <returns>The reference.</returns>
    public IActorRef ActorOf(Props props, string? name = null) => Sys.ActorOf(props, name);

    /// <summary>Makes another test actor in the same system.</summary>
    /// <param name="name">Its name, or null for a generated one.</param>
    /// <returns>The probe.</returns>
    public virtual TestProbe CreateTestProbe(string? name = null) => new(Sys, name);

    /// <summary>Makes the test actor watch an actor; it does when this returns.</summary>
    /// <param name="actorToWatch">The actor.</param>
    /// <returns>The actor.</returns>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        TaskCompletionSource done = new();
        TestActor.Tell(new TestActor.WatchOrder(actorToWatch, done));
        Await(done.Task, $"the test actor to watch {actorToWatch}", DefaultTimeout);
        return actorToWatch;
    }

    /// <summary>Makes the test actor stop watching an actor; it has when this returns.</summary>
    /// <param name="actorToUnwatch">The actor.</param>
    /// <returns>The actor.</returns>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        TaskCompletionSource done = new();
        TestActor.Tell(new TestActor.UnwatchOrder(actorToUnwatch, done));
        Await(done.Task, $"the test actor to unwatch {actorToUnwatch}", DefaultTimeout);
        return actorToUnwatch;
    }

    /// <summary>Expects a message of a type next.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="duration">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null) => Expect<T>(static _ => true, duration, hint);

    /// <summary>Expects a message that equals another next.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="message">The message to equal.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null) =>
        Expect<T>(received => EqualityComparer<T>.Default.Equals(received, message), timeout, hint ?? $"equal to [{message}]");

    /// <summary>Expects a message that fits next.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">Whether it fits.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        return Expect(isMessage, timeout, hint);
    }

    /// <summary>Expects a message of a type next, and asserts something of it.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="assert">Throws when the message is not as it should be.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(assert);
        T message = Expect<T>(static _ => true, timeout, hint);
        assert(message);
        return message;
    }

    /// <summary>Expects a message of a type next, from one sender.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="sender">The sender.</param>
    /// <param name="duration">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null)
    {
        T message = Expect<T>(static _ => true, duration, hint);
        return LastSender.Equals(sender) ? message : throw Fail($"[{message}] from {sender}", $"it came from {LastSender}", hint);
    }

    /// <summary>Expects that an actor under <see cref="Watch"/> has stopped: its <see cref="Terminated"/> next.</summary>
    /// <param name="target">The actor.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null) =>
        Expect<Terminated>(received => received.ActorRef.Equals(target), timeout, hint ?? $"of {target}");

    /// <summary>Expects all these messages, in any order, and no other between them.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="messages">The messages.</param>
    /// <returns>The messages, as they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<T> missing = [.. messages];
        List<T> received = [];
        while (missing.Count > 0)
        {
            received.Add(Expect<T>(missing.Remove, null, $"one of [{string.Join(", ", missing)}]"));
        }

        return received;
    }

    /// <summary>
    /// Expects silence for a tenth of a second. Prefer to send a message that must come after what must not, and expect that.
    /// </summary>
    public void ExpectNoMsg() => ExpectNoMsg(DefaultSilence);

    /// <summary>Expects silence for a time.</summary>
    /// <param name="duration">How long, in real time; zero looks only at what has come already.</param>
    public void ExpectNoMsg(TimeSpan duration)
    {
        if (TryTake(duration) is { } envelope)
        {
            throw Fail($"no message for {duration}", $"received [{envelope.Message}] from {envelope.Sender}", null);
        }
    }

    /// <summary>Drops messages until one fits.</summary>
    /// <param name="isMessage">Whether it fits.</param>
    /// <param name="max">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "") =>
        FishForMessage<object>(isMessage, max, hint);

    /// <summary>Drops messages until one of a type fits.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="isMessage">Whether it fits.</param>
    /// <param name="max">How long to wait.</param>
    /// <param name="hint">What the test was waiting for.</param>
    /// <returns>The message.</returns>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "")
    {
        ArgumentNullException.ThrowIfNull(isMessage);
        TimeSpan limit = Limit(max);
        long start = TimeProvider.System.GetTimestamp();
        List<object> dropped = [];
        while (true)
        {
            TimeSpan left = limit - TimeProvider.System.GetElapsedTime(start);
            if (TryTake(left < TimeSpan.Zero ? TimeSpan.Zero : left) is not { } envelope)
            {
                throw Fail(typeof(T).Name, $"fished for {limit} and dropped [{string.Join(", ", dropped)}]", hint);
            }

            if (envelope.Message is T fitting && isMessage(fitting))
            {
                return fitting;
            }

            dropped.Add(envelope.Message);
        }
    }

    /// <summary>Receives the next message, whatever it is.</summary>
    /// <param name="max">How long to wait.</param>
    /// <returns>The message, or null when none came.</returns>
    public object? ReceiveOne(TimeSpan? max = null) => TryTake(Limit(max))?.Message;

    /// <summary>Receives a number of messages, whatever they are.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <returns>The messages.</returns>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages) => ReceiveN(numberOfMessages, RemainingOrDefault);

    /// <summary>Receives a number of messages, whatever they are.</summary>
    /// <param name="numberOfMessages">How many.</param>
    /// <param name="max">How long to wait for all of them.</param>
    /// <returns>The messages.</returns>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max)
    {
        List<object> received = [];
        long start = TimeProvider.System.GetTimestamp();
        while (received.Count < numberOfMessages)
        {
            TimeSpan left = max - TimeProvider.System.GetElapsedTime(start);
            MessageEnvelope? envelope = TryTake(left < TimeSpan.Zero ? TimeSpan.Zero : left);
            received.Add(envelope?.Message ?? throw Fail($"{numberOfMessages} messages within {max}", $"{received.Count} came", null));
        }

        return received;
    }

    /// <summary>Drops messages that fit before any expectation sees them.</summary>
    /// <param name="shouldIgnoreMessage">Whether a message is dropped.</param>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _ignored = shouldIgnoreMessage;

    /// <summary>Ends <see cref="IgnoreMessages"/>.</summary>
    public void IgnoreNoMessages() => _ignored = null;

    /// <summary>Gives all expectations of a block one limit in real time.</summary>
    /// <param name="max">The limit.</param>
    /// <param name="action">The block.</param>
    public void Within(TimeSpan max, Action action) => Within(max, () =>
    {
        action();
        return true;
    });

    /// <summary>Gives all expectations of a block one limit in real time.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="max">The limit.</param>
    /// <param name="function">The block.</param>
    /// <returns>What the block returned.</returns>
    public T Within<T>(TimeSpan max, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        long start = TimeProvider.System.GetTimestamp();
        long outer = _end;
        long end = start + (long)(max.TotalSeconds * TimeProvider.System.TimestampFrequency);
        _end = outer == 0 ? end : Math.Min(outer, end);
        try
        {
            T result = function();
            TimeSpan taken = TimeProvider.System.GetElapsedTime(start);
            return taken <= max ? result : throw Fail($"the block to end within {max}", $"it took {taken}", null);
        }
        finally
        {
            _end = outer;
        }
    }

    /// <summary>Stops all actors of the system and waits for it.</summary>
    /// <param name="duration">How long to wait.</param>
    public virtual void Shutdown(TimeSpan? duration = null)
    {
        Await(Sys.Terminate(), "the system to terminate", duration ?? DefaultTimeout);
    }

    private protected MessageEnvelope? LastEnvelope => _last;

    private T Expect<T>(Predicate<T> fits, TimeSpan? timeout, string? hint)
    {
        TimeSpan limit = Limit(timeout);
        MessageEnvelope envelope = TryTake(limit) ?? throw Fail(typeof(T).Name, $"nothing came within {limit}", hint);
        return envelope.Message is T fitting && fits(fitting)
            ? fitting
            : throw Fail(typeof(T).Name, $"received [{envelope.Message}] ({envelope.Message.GetType().Name}) from {envelope.Sender}", hint);
    }

    private MessageEnvelope? TryTake(TimeSpan limit)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            TimeSpan left = limit - TimeProvider.System.GetElapsedTime(start);
            if (!_queue.TryTake(out MessageEnvelope? envelope, left < TimeSpan.Zero ? TimeSpan.Zero : left))
            {
                return null;
            }

            if (_ignored is null || !_ignored(envelope.Message))
            {
                _last = envelope;
                return envelope;
            }
        }
    }

    private TimeSpan Limit(TimeSpan? asked) => RemainingOr(asked ?? DefaultTimeout);

    private TimeSpan RemainingOr(TimeSpan duration)
    {
        if (_end == 0)
        {
            return duration;
        }

        TimeSpan left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), _end);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < duration ? left : duration;
    }

    private void Await(Task task, string what, TimeSpan limit)
    {
#pragma warning disable VSTHRD002 // the thread of a test has nothing else to do, and no actor needs it
        if (!task.Wait(limit))
#pragma warning restore VSTHRD002 // end of the wait
        {
            throw Fail(what, $"it had not happened after {limit}", null);
        }
    }

    private ExpectationFailedException Fail(string expected, string actual, string? hint) =>
        new($"{_name} expected {expected}{(string.IsNullOrEmpty(hint) ? string.Empty : $" ({hint})")}, but {actual}.");
}
