namespace Guardian.Testing.Net;

/// <summary>What a <see cref="CuttingProxy"/> does with the bytes of one direction.</summary>
internal enum ProxyFlow
{
    /// <summary>They pass.</summary>
    Pass,

    /// <summary>They wait until the flow is another: a network that is gone for a while, and loses nothing in the end.</summary>
    Hold,

    /// <summary>They vanish, and whatever comes after them on the same connection too: a line that is dead without anybody being told.</summary>
    Swallow,
}
