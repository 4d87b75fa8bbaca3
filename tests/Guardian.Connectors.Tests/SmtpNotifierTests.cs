using Guardian.Actors.TestKit;
using Guardian.Alerts;
using Guardian.Connectors.Tests.Support;

namespace Guardian.Connectors.Tests;

public sealed class SmtpNotifierTests : IDisposable
{
    private static readonly string s_password = Convert.ToBase64String("tok-3cr3t"u8);

    private readonly string _directory = Directory.CreateTempSubdirectory("guardian-smtp").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false, "AUTH LOGIN PLAIN", "AUTH PLAIN")]
    [InlineData(false, "AUTH LOGIN", "AUTH LOGIN")]
    [InlineData(true, "AUTH PLAIN", "AUTH PLAIN")]
    public async Task A_mail_goes_out_over_tls_and_after_the_login(bool tls, string offer, string login)
    {
        using FakeSmtp server = new(tls) { Offers = ["STARTTLS", offer] };
        (await Mail(server, tls ? "tls" : "starttls").TryAsync()).ShouldBeOfType<NotifyResult.Sent>();

        string mail = server.Mails.ShouldHaveSingleItem();
        mail.ShouldStartWith(
            "From: Guardian <guardian@example.org>\nTo: ops@example.org,\n boss@example.org\nSubject: [HIGH] mailer <is> down & out\n"
            + "Date: Thu, 01 Jan 2026 00:00:10 +0000\nMessage-ID: <0mjuohzps-ops@alpha>\nAuto-Submitted: auto-generated\n");
        string[] commands = [.. server.Commands];
        commands.Count(command => command == "EHLO alpha").ShouldBe(tls ? 1 : 2);
        commands.ShouldContain(command => command.StartsWith(login, StringComparison.Ordinal));
        commands.SkipWhile(command => !command.StartsWith("MAIL", StringComparison.Ordinal)).ShouldBe(
            ["MAIL FROM:<guardian@example.org>", "RCPT TO:<ops@example.org>", "RCPT TO:<boss@example.org>", "DATA", "QUIT"]);
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task A_certificate_that_nobody_knows_is_refused_before_anything_secret_is_said(string security)
    {
        using FakeSmtp server = new(security == "tls");

        (await Mail(server, security, trust: false).TryAsync()).ShouldBeOfType<NotifyResult.Retry>().Reason.ShouldContain("not trusted");

        server.Commands.ShouldAllBe(command => !command.StartsWith("AUTH", StringComparison.Ordinal));
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_trusted_certificate_of_another_host_is_refused()
    {
        using FakeSmtp server = new();

        (await Mail(server, "starttls", host: "127.0.0.1").TryAsync()).ShouldBeOfType<NotifyResult.Retry>().Reason.ShouldContain("not trusted");
    }

    [Fact]
    public async Task A_server_without_starttls_gets_neither_password_nor_mail()
    {
        using FakeSmtp server = new() { Offers = ["AUTH PLAIN"] };

        (await Mail(server, "starttls").TryAsync()).ShouldBe(new NotifyResult.Retry("the server does not offer STARTTLS"));

        server.Commands.ShouldBe(["EHLO alpha"]);
    }

    [Fact]
    public async Task What_was_said_before_tls_is_not_taken_for_the_server_s_word()
    {
        using FakeSmtp server = new() { Injected = "\r\n250 AUTH PLAIN" };

        (await Mail(server, "starttls").TryAsync()).ShouldBe(new NotifyResult.Retry("the server said more than it was asked before TLS"));
    }

    [Theory]
    [InlineData("AUTH", "535 no", "the server refused the login with 535", false)]
    [InlineData("MAIL", "451 later", "the server refused the sender with 451", false)]
    [InlineData("MAIL", "550 no", "the server refused the sender with 550", true)]
    [InlineData("RCPT", "550 unknown", "the server refused every receiver with 550", true)]
    [InlineData("RCPT", "450 later", "the server refused every receiver with 450", false)]
    [InlineData("DATA", "554 no", "the server refused the message with 554", true)]
    [InlineData("(mail)", "552 too large", "the server refused the message with 552", true)]
    [InlineData("(mail)", "421 busy", "the server refused the message with 421", false)]
    [InlineData("EHLO", "nonsense", "the server does not speak SMTP", false)]
    [InlineData("EHLO", "500 what", "the server refused EHLO with 500", false)]
    [InlineData("MAIL", null, "the server closed the connection", false)]
    public async Task A_refusal_tells_what_was_refused_and_whether_for_good(string command, string? reply, string reason, bool permanent)
    {
        using FakeSmtp server = new();
        server.Replies[command] = reply;

        NotifyResult result = await Mail(server, "starttls").TryAsync();

        result.ShouldBe(permanent ? new NotifyResult.Refused(reason) : new NotifyResult.Retry(reason));
    }

    [Fact]
    public async Task One_refused_receiver_does_not_keep_the_mail_from_the_others()
    {
        using FakeSmtp server = new();
        server.Replies["RCPT TO:<boss"] = "550 unknown";

        (await Mail(server, "starttls").TryAsync()).ShouldBeOfType<NotifyResult.Sent>();
        server.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_closes_instead_of_saying_goodbye_has_the_mail_all_the_same()
    {
        using FakeSmtp server = new();
        server.Replies["QUIT"] = null;

        (await Mail(server, "starttls").TryAsync()).ShouldBeOfType<NotifyResult.Sent>();
    }

    [Fact]
    public async Task A_message_can_neither_add_a_header_nor_end_the_mail()
    {
        using FakeSmtp server = new();
        await Mail(server, "starttls").TryAsync(Samples.Message("down\r\nBcc: evil@example.org\r\n.\r\nQUIT", ".", "größer als "));

        string mail = server.Mails.ShouldHaveSingleItem();
        mail[..mail.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.Ordinal));
        mail.ShouldContain("Subject: [HIGH] down  Bcc: evil@example.org  .  QUIT, and 2 more");
        mail.ShouldContain("gr=C3=B6=C3=9Fer");
        server.Commands.Last().ShouldBe("QUIT");
        server.Commands.Count(command => command == "QUIT").ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_login_none_is_tried_and_a_server_on_the_same_machine_needs_no_tls()
    {
        using FakeSmtp server = new() { Offers = [] };
        INotifier mail = Samples.Notifier(
            $"type = smtp, host = localhost, port = {server.Port}, security = none, from = \"guardian@example.org\", to = [\"ops@example.org\"]");

        (await mail.TryAsync()).ShouldBeOfType<NotifyResult.Sent>();

        server.Commands.Take(2).ShouldBe(["EHLO alpha", "MAIL FROM:<guardian@example.org>"]);
    }

    [Fact]
    public async Task Whatever_goes_wrong_the_password_is_not_shown()
    {
        using FakeSmtp server = new();
        server.Replies["AUTH"] = $"535 you said tok-3cr3t, {s_password}";

        NotifyResult result = await Mail(server, "starttls").TryAsync();

        $"{result}".ShouldNotContain(s_password);
        server.Commands.ShouldContain($"AUTH PLAIN {Convert.ToBase64String("\0guardian\0tok-3cr3t"u8)}", "the test looks for the right thing");
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_after_the_timeout()
    {
        using System.Net.Sockets.TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        ManualTimeProvider time = new();
        int port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        Task<NotifyResult> result = Samples.Notifier(
            $"type = smtp, host = localhost, port = {port}, security = none, from = \"guardian@example.org\", to = [\"ops@example.org\"]", time).TryAsync();
        using System.Net.Sockets.TcpClient client = await silent.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(10));

        (await result.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).ShouldBe(new NotifyResult.Retry("no answer within 10 s"));
    }

    private INotifier Mail(FakeSmtp server, string security, bool trust = true, string host = "localhost")
    {
        File.WriteAllText(Path.Combine(_directory, "server.pem"), server.Pem);
        return Samples.Notifier(
            $"type = smtp, host = \"{host}\", port = {server.Port}, security = {security}, user = guardian, password = \"{Samples.Secret}\", "
            + $"from = \"guardian@example.org\", to = [\"ops@example.org\", \"boss@example.org\"]{(trust ? ", tls-trust = server.pem" : "")}",
            directory: _directory);
    }
}
