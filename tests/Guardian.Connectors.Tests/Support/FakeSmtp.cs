using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Guardian.Connectors.Tests.Support;

/// <summary>A mail server that speaks as a test tells it, with a certificate nobody knows.</summary>
internal sealed class FakeSmtp : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _tls;

    public FakeSmtp(bool tls = false)
    {
        _tls = tls;
        using ECDsa key = ECDsa.Create();
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Pem = made.ExportCertificatePem();
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Pem { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it offers in EHLO, before and after TLS.</summary>
    public string[] Offers { get; set; } = ["STARTTLS", "AUTH LOGIN PLAIN"];

    /// <summary>Replies to commands by their start; the rest is answered as usual. Null: it closes the connection.</summary>
    public Dictionary<string, string?> Replies { get; } = new(StringComparer.Ordinal);

    /// <summary>Said together with the reply to STARTTLS, in the clear.</summary>
    public string Injected { get; set; } = string.Empty;

    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<string> Mails { get; } = new();

    private X509Certificate2 Certificate { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
        Certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(_tls ? await SecureAsync(client.GetStream()) : client.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException or AuthenticationException)
            {
                // The client gave up, or the test is over.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        await SayAsync(stream, "220 localhost ESMTP");
        while (await LineAsync(stream) is { } line)
        {
            Commands.Enqueue(line);
            string? special = Replies.Where(reply => line.StartsWith(reply.Key, StringComparison.Ordinal)).Select(reply => reply.Value ?? "close").FirstOrDefault();
            if (special == "close")
            {
                return;
            }

            string word = line.Split(' ')[0];
            string usual = word switch
            {
                "EHLO" => string.Join("\r\n", Offers.Prepend("localhost").Select((offer, at) => (at == Offers.Length ? "250 " : "250-") + offer)),
                "STARTTLS" => "220 go on" + Injected,
                "AUTH" when line == "AUTH LOGIN" => "334 VXNlcm5hbWU6",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "MAIL" or "RCPT" => "250 fine",
                "QUIT" => "221 bye",
                _ => Commands.Contains("AUTH LOGIN") && line == Convert.ToBase64String("guardian"u8) ? "334 UGFzc3dvcmQ6" : "235 welcome",
            };
            await SayAsync(stream, special ?? usual);
            if (special is null && word == "STARTTLS")
            {
                stream = await SecureAsync(stream);
            }
            else if (special is null && word == "DATA")
            {
                StringBuilder mail = new();
                while (await LineAsync(stream) is { } text && text != ".")
                {
                    mail.Append(text.StartsWith('.') ? text[1..] : text).Append('\n');
                }

                Mails.Enqueue(mail.ToString());
                await SayAsync(stream, Replies.GetValueOrDefault("(mail)") ?? "250 taken");
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        SslStream secure = new(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return secure;
    }

    private Task SayAsync(Stream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _stop.Token).AsTask();

    private async Task<string?> LineAsync(Stream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
