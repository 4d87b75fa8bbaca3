using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Guardian.Connectors.Smtp;

/// <summary>One connection to a mail server: lines out, replies in, in the clear or over TLS.</summary>
internal sealed class SmtpConnection : IDisposable
{
    private const int LongestLine = 2_000; // RFC 5321 4.5.3.1.5 asks for 512
    private const int MostLines = 100;

    private readonly TcpClient _client;
    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream;
    private int _from;
    private int _to;

    private SmtpConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<SmtpConnection> OpenAsync(string host, int port, CancellationToken stop)
    {
        TcpClient client = new();
        try
        {
            await client.ConnectAsync(host, port, stop).ConfigureAwait(false);
            return new SmtpConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Goes on over TLS.</summary>
    /// <param name="host">Whose certificate it must be.</param>
    /// <param name="trusted">Certificates trusted beside those of the system.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate is not trusted, or not the host's.</exception>
    public async Task SecureAsync(string host, X509Certificate2Collection trusted, CancellationToken stop)
    {
        if (_from != _to)
        {
            // What came before TLS could be anybody's, and must not be taken for the server's word.
            throw new SmtpException("the server said more than it was asked before TLS");
        }

        SslStream secure = new(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    errors == SslPolicyErrors.None
                    || (errors == SslPolicyErrors.RemoteCertificateChainErrors && trusted.Count > 0 && IsTrusted((X509Certificate2)certificate!, trusted)),
            },
            stop).ConfigureAwait(false);
    }

    public Task SendAsync(string text, CancellationToken stop) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

    /// <summary>Sends a command and reads the reply.</summary>
    public async Task<SmtpReply> CommandAsync(string line, CancellationToken stop)
    {
        await SendAsync(line + "\r\n", stop).ConfigureAwait(false);
        return await ReadReplyAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Reads a reply of one or more lines.</summary>
    /// <exception cref="SmtpException">It is no reply of SMTP.</exception>
    /// <exception cref="IOException">The connection ended.</exception>
    public async Task<SmtpReply> ReadReplyAsync(CancellationToken stop)
    {
        List<string> lines = [];
        while (true)
        {
            string line = await ReadLineAsync(stop).ConfigureAwait(false);
            if (lines.Count == MostLines || line.Length < 3 || !line.AsSpan(0, 3).ContainsAnyInRange('0', '9') || !int.TryParse(line.AsSpan(0, 3), out int code)
                || (line.Length > 3 && line[3] is not (' ' or '-')))
            {
                throw new SmtpException("the server does not speak SMTP");
            }

            lines.Add(line.Length > 4 ? line[4..] : string.Empty);
            if (line.Length == 3 || line[3] == ' ')
            {
                return new SmtpReply(code, lines);
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection trusted)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private async Task<string> ReadLineAsync(CancellationToken stop)
    {
        StringBuilder line = new();
        while (true)
        {
            while (_from < _to)
            {
                char letter = (char)_buffer[_from++];
                if (letter == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                if (line.Length == LongestLine)
                {
                    throw new SmtpException("the server does not speak SMTP");
                }

                line.Append(letter);
            }

            (_from, _to) = (0, await _stream.ReadAsync(_buffer, stop).ConfigureAwait(false));
            if (_to == 0)
            {
                throw new IOException("the server closed the connection");
            }
        }
    }
}
