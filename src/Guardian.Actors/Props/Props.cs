using System.Linq.Expressions;

namespace Guardian.Actors;

/// <summary>How to make an actor: its class, the arguments of its constructor, its mailbox, and a strategy for its children.</summary>
/// <remarks>
/// Immutable, and used again for each restart: the arguments are evaluated once, when the props are made. As in Akka.NET the
/// constructor must be public.
/// </remarks>
public sealed class Props
{
    private readonly ActorProducer _producer;

    private Props(ActorProducer producer, object?[] arguments, SupervisorStrategy? supervisorStrategy, string? mailbox)
    {
        _producer = producer;
        Arguments = arguments;
        SupervisorStrategy = supervisorStrategy;
        Mailbox = mailbox;
    }

    /// <summary>The actor's class.</summary>
    public Type Type => _producer.ActorType;

    /// <summary>The full name of the actor's class.</summary>
    public string TypeName => Type.AssemblyQualifiedName ?? Type.Name;

    /// <summary>The arguments of the constructor.</summary>
    public object?[] Arguments { get; }

    /// <summary>The strategy for the actor's children, or null when the actor chooses it itself.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; }

    /// <summary>The name of the mailbox, or null for the unbounded one.</summary>
    public string? Mailbox { get; }

    /// <summary>Makes props from a constructor call.</summary>
    /// <typeparam name="TActor">The actor's class.</typeparam>
    /// <param name="factory">An expression of the form <c>() => new X(a, b)</c>; its arguments are evaluated now.</param>
    /// <param name="supervisorStrategy">The strategy for the actor's children, or null when the actor chooses it itself.</param>
    /// <returns>The props.</returns>
    /// <exception cref="ArgumentException">The expression is no constructor call, or the constructor is not public.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is not NewExpression call)
        {
            throw new ArgumentException("The factory must be of the form () => new X(a, b).", nameof(factory));
        }

        return new(ActorProducer.For(call), ActorProducer.Evaluate(call.Arguments), supervisorStrategy, null);
    }

    /// <summary>Makes props from a class and arguments.</summary>
    /// <typeparam name="TActor">The actor's class.</typeparam>
    /// <param name="args">The arguments of the constructor.</param>
    /// <returns>The props.</returns>
    /// <exception cref="ArgumentException">No public constructor, or more than one, takes these arguments.</exception>
    public static Props Create<TActor>(params object?[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    /// <summary>Makes props from a class with a constructor without parameters, and a strategy.</summary>
    /// <typeparam name="TActor">The actor's class.</typeparam>
    /// <param name="supervisorStrategy">The strategy for the actor's children.</param>
    /// <returns>The props.</returns>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => Create<TActor>().WithSupervisorStrategy(supervisorStrategy);

    /// <summary>Makes props from a class and arguments.</summary>
    /// <param name="type">The actor's class.</param>
    /// <param name="args">The arguments of the constructor.</param>
    /// <returns>The props.</returns>
    /// <exception cref="ArgumentException">
    /// The class is no actor, or no public constructor, or more than one, takes these arguments.
    /// </exception>
    public static Props Create(Type type, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(args);
        (ActorProducer producer, object?[] all) = ActorProducer.For(type, args);
        return new(producer, all, null, null);
    }

    /// <summary>The same with a strategy for the actor's children, which takes the place of the actor's own.</summary>
    /// <param name="supervisorStrategy">The strategy.</param>
    /// <returns>New props.</returns>
    public Props WithSupervisorStrategy(SupervisorStrategy? supervisorStrategy) => new(_producer, Arguments, supervisorStrategy, Mailbox);

    /// <summary>The same with a named mailbox.</summary>
    /// <param name="mailbox">A name that the system was created with; see <see cref="RuntimeSetup.WithBoundedMailbox"/>.</param>
    /// <returns>New props.</returns>
    public Props WithMailbox(string? mailbox) => new(_producer, Arguments, SupervisorStrategy, mailbox);

    internal ActorBase NewActor() => _producer.Produce(Arguments);
}
