using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Alerts;

/// <summary>One way of carrying messages to people.</summary>
/// <remarks>HOCON: <c>guardian.alerts.notifiers.NAME</c>; its <c>type</c> says which of these it is. Prints without its secrets.</remarks>
public abstract record NotifierOptions
{
    private NotifierOptions() { }

    /// <summary>Its name: the key of its block.</summary>
    public required string Name { get; init; }

    /// <summary>An incoming webhook of Slack, or of a chat that understands the same.</summary>
    public sealed record Slack : NotifierOptions
    {
        /// <summary>The webhook's address, which is a secret: whoever knows it can write to the channel.</summary>
        public required SecretText Url { get; init; }

        /// <inheritdoc />
        public override string ToString() => $"{Name}: slack, url {Url}";
    }

    /// <summary>A POST of the alert as JSON.</summary>
    public sealed record Webhook : NotifierOptions
    {
        /// <summary>Where to; treated as a secret, because addresses often carry one.</summary>
        public required SecretText Url { get; init; }

        /// <summary>Sent as bearer token, or null.</summary>
        public required SecretText? Token { get; init; }

        /// <summary>Key of an HMAC-SHA256 over the body, sent as header <c>X-Guardian-Signature</c>; or null.</summary>
        public required SecretText? SigningKey { get; init; }

        /// <inheritdoc />
        public override string ToString() => $"{Name}: webhook, url {Url}, token {Token?.ToString() ?? "none"}, signing key {SigningKey?.ToString() ?? "none"}";
    }

    /// <summary>Mail.</summary>
    public sealed record Smtp : NotifierOptions
    {
        /// <summary>The mail server.</summary>
        public required string Host { get; init; }

        /// <summary>Its port.</summary>
        /// <value>1 to 65535.</value>
        public required int Port { get; init; }

        /// <summary>How the connection is protected.</summary>
        public required SmtpSecurity Security { get; init; }

        /// <summary>PEM file of certificates that are trusted beside those of the system, or null.</summary>
        public required string? TlsTrust { get; init; }

        /// <summary>Name to log in with, or null for no login.</summary>
        public required string? User { get; init; }

        /// <summary>Password to log in with; given exactly when <see cref="User"/> is.</summary>
        public required SecretText? Password { get; init; }

        /// <summary>Address of the sender.</summary>
        public required string From { get; init; }

        /// <summary>Addresses of the receivers.</summary>
        public required ValueArray<string> To { get; init; }

        /// <inheritdoc />
        public override string ToString() => $"{Name}: smtp {Host}:{Port} {Security}, user {User ?? "none"}, password {Password?.ToString() ?? "none"}, from {From} to {To}";
    }

    /// <summary>A file of JSON lines.</summary>
    public sealed record File : NotifierOptions
    {
        /// <summary>The file, relative to the node's data directory.</summary>
        public required string Path { get; init; }

        /// <summary>Size at which the file becomes an archive, <c>PATH.1</c>.</summary>
        /// <value>4 KiB or more.</value>
        public required long MaxSize { get; init; }

        /// <summary>Archives that stay.</summary>
        /// <value>0 to 100.</value>
        public required int Keep { get; init; }

        /// <inheritdoc />
        public override string ToString() => $"{Name}: file {Path}, {Wording.Bytes(MaxSize)}, {Keep} archives";
    }

    internal static NotifierOptions? Read(string name, HoconSection at, ConfigProblems problems)
    {
        NotifierOptions? read = at.Text("type") switch
        {
            "slack" => new Slack { Name = name, Url = SecretText.Read(at, "url", problems) },
            "webhook" => new Webhook
            {
                Name = name,
                Url = SecretText.Read(at, "url", problems),
                Token = SecretText.ReadOrNull(at, "token", problems),
                SigningKey = SecretText.ReadOrNull(at, "signing-key", problems),
            },
            "smtp" => ReadSmtp(name, at, problems),
            "file" => ReadFile(name, at, problems),
            _ => null,
        };
        problems.Require(InstanceName.IsWorkerName(name), at.FullPath, name, InstanceName.WorkerRule);
        if (read is null)
        {
            problems.Require(false, at.Path("type"), at.Text("type"), "must be one of slack, webhook, smtp, file");
            return null; // which keys it may have depends on its type
        }

        at.RejectUnreadKeys(problems);
        return read;
    }

    private static File ReadFile(string name, HoconSection at, ConfigProblems problems)
    {
        File read = new() { Name = name, Path = at.Text("path"), MaxSize = at.Bytes("max-size"), Keep = at.Int32("keep") };
        problems.Require(read.Path.Length > 0, at.Path("path"), read.Path, "must name a file");
        problems.Require(read.MaxSize >= 4096, at.Path("max-size"), read.MaxSize, "must be 4 KiB or more");
        problems.Require(read.Keep is >= 0 and <= 100, at.Path("keep"), read.Keep, "must be 0 to 100");
        return read;
    }

    private static Smtp ReadSmtp(string name, HoconSection at, ConfigProblems problems)
    {
        Smtp read = new()
        {
            Name = name,
            Host = at.Text("host"),
            Port = at.Int32("port"),
            Security = at.Choice<SmtpSecurity>("security"),
            TlsTrust = at.TextOrNull("tls-trust"),
            User = at.TextOrNull("user"),
            Password = SecretText.ReadOrNull(at, "password", problems),
            From = at.Text("from"),
            To = new ValueArray<string>(at.Texts("to")),
        };
        problems.Require(read.Host.Length > 0, at.Path("host"), read.Host, "must name a server");
        problems.Require(read.Port is >= 1 and <= 65535, at.Path("port"), read.Port, "must be 1 to 65535");
        problems.Require(IsAddress(read.From), at.Path("from"), read.From, "must be an address such as guardian@example.org");
        problems.Require(!read.To.IsEmpty, at.Path("to"), null, "must name an address");
        foreach (string to in read.To.Where(to => !IsAddress(to)))
        {
            problems.Add(at.Path("to"), to, "must be an address such as ops@example.org");
        }

        problems.Require((read.User is null) == (read.Password is null), at.Path("user"), read.User, "user and password must be given together or not at all");
        problems.Require(
            read.Password is null || read.Security != SmtpSecurity.None, at.Path("security"), "none", "must be starttls or tls where there is a password");
        return read;
    }

    /// <summary>An address that can stand in a command and a header as it is: ASCII, no spaces, one @, no brackets.</summary>
    private static bool IsAddress(string text) =>
        text.Length is > 2 and <= 254
        && text.Count(letter => letter == '@') == 1 && text[0] != '@' && text[^1] != '@'
        && text.All(letter => letter is > ' ' and < '\x7f' and not ('<' or '>' or '(' or ')' or ',' or ';' or ':' or '"' or '\\' or '[' or ']'));
}
