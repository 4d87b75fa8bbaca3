namespace Guardian.Alerts;

/// <summary>How a connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Begins in the clear and must become TLS before anything is said (usually port 587). A server that does not offer it is refused.</summary>
    Starttls,

    /// <summary>TLS from the first byte (usually port 465).</summary>
    Tls,

    /// <summary>In the clear; for a server on the same machine.</summary>
    None,
}
