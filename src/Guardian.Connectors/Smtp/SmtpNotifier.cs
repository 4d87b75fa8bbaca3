using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Guardian.Alerts;
using Guardian.Connectors.Notifying;

namespace Guardian.Connectors.Smtp;

/// <summary>Sends messages as mail over SMTP (RFC 5321) with STARTTLS or TLS and an optional login.</summary>
/// <remarks>
/// A client of its own: System.Net.Mail's cannot begin with TLS (port 465), cannot trust a certificate of one's own for one server only, does
/// not limit the time of an asynchronous send, and tells neither a refusal for now from one for good nor which part refused; its authors
/// advise against it. What is needed of the protocol is small.
/// </remarks>
internal sealed class SmtpNotifier(NotifierOptions.Smtp options, Delivery delivery, NotifierSurroundings surroundings) : INotifier
{
    private readonly string _hostName = HostNameOf(surroundings.HostName);

    public string Name => options.Name;

    public Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop)
    {
        string? password = null;
        string missing = string.Empty;
        return options.Password is { } kept && (password = surroundings.Reveal(kept, "password", out missing)) is null
            ? Task.FromResult<NotifyResult>(new NotifyResult.Retry(missing))
            : delivery.RunAsync(token => TryAsync(notification, password, token), stop);
    }

    private async Task<NotifyResult> TryAsync(Notification notification, string? password, CancellationToken stop)
    {
        try
        {
            X509Certificate2Collection trusted = [];
            if (options.TlsTrust is { } pem)
            {
                trusted.ImportFromPemFile(Path.Combine(surroundings.ConfigDirectory, pem));
            }

            using SmtpConnection server = await SmtpConnection.OpenAsync(options.Host, options.Port, stop).ConfigureAwait(false);
            await GreetAsync(server, trusted, password, stop).ConfigureAwait(false);
            await HandOverAsync(server, notification, stop).ConfigureAwait(false);
            return new NotifyResult.Sent();
        }
        catch (SmtpException refused)
        {
            return refused.Permanent ? new NotifyResult.Refused(refused.Message) : new NotifyResult.Retry(refused.Message);
        }
        catch (AuthenticationException)
        {
            return new NotifyResult.Retry("the server's certificate is not trusted (tls-trust names a file of further trusted ones)");
        }
        catch (SocketException failed)
        {
            return new NotifyResult.Retry($"cannot connect: {failed.SocketErrorCode}");
        }
        catch (CryptographicException)
        {
            return new NotifyResult.Retry("the file of tls-trust is not PEM");
        }
        catch (IOException failed)
        {
            return new NotifyResult.Retry(failed.InnerException is SocketException socket ? $"the connection failed: {socket.SocketErrorCode}" : failed.Message);
        }
    }

    private async Task GreetAsync(SmtpConnection server, X509Certificate2Collection trusted, string? password, CancellationToken stop)
    {
        if (options.Security == SmtpSecurity.Tls)
        {
            await server.SecureAsync(options.Host, trusted, stop).ConfigureAwait(false);
        }

        Require(await server.ReadReplyAsync(stop).ConfigureAwait(false), 220, "the connection");
        SmtpReply hello = await HelloAsync().ConfigureAwait(false);
        if (options.Security == SmtpSecurity.Starttls)
        {
            if (!hello.Offers("STARTTLS"))
            {
                throw new SmtpException("the server does not offer STARTTLS");
            }

            Require(await server.CommandAsync("STARTTLS", stop).ConfigureAwait(false), 220, "STARTTLS");
            await server.SecureAsync(options.Host, trusted, stop).ConfigureAwait(false);
            hello = await HelloAsync().ConfigureAwait(false); // what it said before could be anybody's word
        }

        if (password is not null)
        {
            await LogInAsync(server, hello, password, stop).ConfigureAwait(false);
        }

        async Task<SmtpReply> HelloAsync()
        {
            SmtpReply reply = await server.CommandAsync($"EHLO {_hostName}", stop).ConfigureAwait(false);
            Require(reply, 250, "EHLO");
            return reply;
        }
    }

    private async Task LogInAsync(SmtpConnection server, SmtpReply hello, string password, CancellationToken stop)
    {
        if (hello.OffersLogin("PLAIN"))
        {
            Require(await server.CommandAsync($"AUTH PLAIN {Base64($"\0{options.User}\0{password}")}", stop).ConfigureAwait(false), 235, "the login");
        }
        else if (hello.OffersLogin("LOGIN"))
        {
            Require(await server.CommandAsync("AUTH LOGIN", stop).ConfigureAwait(false), 334, "the login");
            Require(await server.CommandAsync(Base64(options.User!), stop).ConfigureAwait(false), 334, "the login");
            Require(await server.CommandAsync(Base64(password), stop).ConfigureAwait(false), 235, "the login");
        }
        else
        {
            throw new SmtpException("the server offers neither AUTH PLAIN nor AUTH LOGIN");
        }
    }

    private async Task HandOverAsync(SmtpConnection server, Notification notification, CancellationToken stop)
    {
        Require(await server.CommandAsync($"MAIL FROM:<{options.From}>", stop).ConfigureAwait(false), 250, "the sender", permanent: true);
        List<SmtpReply> refused = [];
        foreach (string to in options.To)
        {
            SmtpReply reply = await server.CommandAsync($"RCPT TO:<{to}>", stop).ConfigureAwait(false);
            if (reply.Code is not (250 or 251))
            {
                refused.Add(reply);
            }
        }

        if (refused.Count == options.To.Count)
        {
            // Rather to those that are taken than to nobody; a receiver refused for now is one receiver less of this message.
            Require(refused.Find(reply => reply.Code < 500) ?? refused[0], 250, "every receiver", permanent: true);
        }

        Require(await server.CommandAsync("DATA", stop).ConfigureAwait(false), 354, "the message", permanent: true);
        await server.SendAsync(MailText.Stuff(MailText.Compose(notification, options, _hostName)), stop).ConfigureAwait(false);
        Require(await server.ReadReplyAsync(stop).ConfigureAwait(false), 250, "the message", permanent: true);
        try
        {
            await server.CommandAsync("QUIT", stop).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or SmtpException or OperationCanceledException)
        {
            // The message is theirs already; how the server says goodbye does not matter.
        }
    }

    /// <summary>Refusals of the message itself are for good when the server says 5xx; those of the connection and the login may be put right.</summary>
    private static void Require(SmtpReply reply, int code, string what, bool permanent = false)
    {
        if (reply.Code != code)
        {
            throw new SmtpException(string.Create(CultureInfo.InvariantCulture, $"the server refused {what} with {reply.Code}"), permanent && reply.Code >= 500);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string HostNameOf(string name) =>
        name.Length is > 0 and <= 250 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? name : "localhost";
}
