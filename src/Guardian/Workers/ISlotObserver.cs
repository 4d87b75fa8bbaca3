namespace Guardian.Workers;

/// <summary>Hears what happens to the process in one slot. Called on the process control's event thread: an implementation hands over and returns.</summary>
public interface ISlotObserver
{
    /// <summary>The main process ended. Told exactly once for each launch or adoption.</summary>
    /// <param name="incarnation">The number given to <see cref="IProcessSlot.Launch"/> or <see cref="IProcessSlot.Adopt"/>.</param>
    /// <param name="status">How it ended, as far as the kernel tells.</param>
    void Exited(long incarnation, ExitStatus status);

    /// <summary>A datagram arrived at the slot's notify socket.</summary>
    /// <param name="message">The parsed notification.</param>
    void Notified(NotifyMessage message);
}
