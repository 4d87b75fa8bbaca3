namespace Guardian.Actors;

/// <summary>All actors whose path fits: looked up anew for each message.</summary>
public class ActorSelection : ICanTell
{
    private readonly InternalActorRef _anchor;
    private readonly string[] _elements;

    /// <summary>Selects by a path relative to a reference.</summary>
    /// <param name="anchor">Where the path begins.</param>
    /// <param name="path">Names with <c>*</c> and <c>?</c>, <c>..</c> for the parent, <c>**</c> at the end for everything below.</param>
    public ActorSelection(IActorRef anchor, string path)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        ArgumentNullException.ThrowIfNull(path);
        _anchor = InternalActorRef.From(anchor);
        _elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int everything = Array.IndexOf(_elements, "**");
        if (everything >= 0 && everything != _elements.Length - 1)
        {
            throw new ArgumentException($"** may stand at the end of a path only, not as in [{path}].", nameof(path));
        }
    }

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor => _anchor;

    /// <summary>The path below the anchor.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    /// <summary>Sends a message to all selected; to the dead letters when there is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The sender, or null.</param>
    public void Tell(object message, IActorRef? sender = null)
    {
        IActorRef? from = sender ?? ActorCell.CurrentSelfOrNoSender;
        List<InternalActorRef> selected = Find();
        if (selected.Count == 0)
        {
            _anchor.SystemImpl.PublishDeadLetter(message, from, _anchor.SystemImpl.DeadLetters);
        }

        foreach (InternalActorRef actor in selected)
        {
            actor.Tell(message, from);
        }
    }

    /// <summary>Finds the one actor selected.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <returns>Its reference; <see cref="ActorNotFoundException"/> when none answers.</returns>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>Finds the one actor selected.</summary>
    /// <param name="timeout">How long to wait for its answer.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Its reference; <see cref="ActorNotFoundException"/> when none answers.</returns>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct).ConfigureAwait(false);
        }
        catch (AskTimeoutException late)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}.", late);
        }

        return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is ActorSelection other && _anchor.Equals(other._anchor) && _elements.AsSpan().SequenceEqual(other._elements);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_anchor, PathString);

    /// <inheritdoc/>
    public override string ToString() => $"ActorSelection[Anchor({_anchor.Path}), Path({PathString})]";

    internal ActorSystemImpl SystemImpl => _anchor.SystemImpl;

    /// <summary>Reads an absolute path, with or without the system, or one relative to a reference.</summary>
    internal static ActorSelection Parse(string path, ActorSystemImpl system, InternalActorRef relativeTo)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string prefix = $"akka://{system.Name}";
        if (path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/'))
        {
            return new(system.RootGuardian, path[prefix.Length..]);
        }

        if (path.StartsWith("akka://", StringComparison.Ordinal))
        {
            return new(system.DeadLettersRef, path); // another system: nobody here
        }

        return new(path[0] == '/' ? system.RootGuardian : relativeTo, path);
    }

    private static bool Matches(ReadOnlySpan<char> name, string pattern) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private List<InternalActorRef> Find()
    {
        List<InternalActorRef> at = [_anchor];
        foreach (string element in _elements)
        {
            List<InternalActorRef> next = [];
            foreach (InternalActorRef actor in at)
            {
                Step(actor, element, next);
            }

            at = next;
        }

        return at;
    }

    private static void Step(InternalActorRef from, string element, List<InternalActorRef> into)
    {
        if (element == "..")
        {
            if (from.Parent is LocalActorRef parent)
            {
                into.Add(parent);
            }
        }
        else if (element == "**")
        {
            Stack<InternalActorRef> below = new(from.ChildRefs());
            while (below.TryPop(out InternalActorRef? actor))
            {
                into.Add(actor);
                foreach (InternalActorRef child in actor.ChildRefs())
                {
                    below.Push(child);
                }
            }
        }
        else if (element.AsSpan().ContainsAny('*', '?'))
        {
            into.AddRange(from.ChildRefs().Where(child => Matches(child.Path.Name, element)));
        }
        else if (from.ChildByName(element) is { } child)
        {
            into.Add(child);
        }
    }
}
