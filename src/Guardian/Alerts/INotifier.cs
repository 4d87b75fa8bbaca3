namespace Guardian.Alerts;

/// <summary>Port to something that carries messages to people: a chat, mail, another system, a file.</summary>
public interface INotifier
{
    /// <summary>Its name under <c>guardian.alerts.notifiers</c>.</summary>
    string Name { get; }

    /// <summary>Sends one message. Called for one message at a time.</summary>
    /// <param name="notification">The message; its id is the same in every try.</param>
    /// <param name="stop">Gives up; the message may or may not have gone out then.</param>
    /// <returns>Whether it was taken, may be tried again, or never will be. Neither the result nor an exception shows a secret.</returns>
    Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop);
}
