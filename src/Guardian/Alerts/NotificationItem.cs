namespace Guardian.Alerts;

/// <summary>What a message says of one alert.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Alert">As it was when the message was made.</param>
/// <param name="Text">A sentence: what is the matter, or how it ended.</param>
public sealed record NotificationItem(NotificationKind Kind, Alert Alert, string Text);
