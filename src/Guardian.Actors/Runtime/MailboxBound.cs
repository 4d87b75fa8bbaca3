namespace Guardian.Actors;

/// <summary>Counts the places of a bounded mailbox.</summary>
internal sealed class MailboxBound(int capacity)
{
    private int _taken; // any thread

    public int Capacity => capacity;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}
