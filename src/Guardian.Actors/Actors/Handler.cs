namespace Guardian.Actors;

/// <summary>One handler of a <see cref="ReceiveActor"/>.</summary>
internal abstract class Handler
{
    public abstract bool TryHandle(object message);

    public sealed class Plain<T>(Action<T> handler) : Handler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T fitting)
            {
                return false;
            }

            handler(fitting);
            return true;
        }
    }

    public sealed class Filtered<T>(Predicate<T> shouldHandle, Action<T> handler) : Handler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T fitting || !shouldHandle(fitting))
            {
                return false;
            }

            handler(fitting);
            return true;
        }
    }

    public sealed class Deciding<T>(Func<T, bool> handler) : Handler
    {
        public override bool TryHandle(object message) => message is T fitting && handler(fitting);
    }
}
