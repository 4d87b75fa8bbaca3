namespace Guardian.Sages;

/// <summary>The configuration was read again. Published to the event stream; each sage goes by it from its next message on.</summary>
/// <param name="Options">What holds now.</param>
public sealed record SagesOptionsChanged(SagesOptions Options);
