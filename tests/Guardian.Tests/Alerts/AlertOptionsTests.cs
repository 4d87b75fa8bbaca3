using Guardian.Alerts;
using Guardian.Hocon;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Alerts;

public sealed class AlertOptionsTests
{
    private const string Secret = "tok-3cr3t";

    [Fact]
    public void Every_type_of_notifier_can_be_read()
    {
        ConfigProblems problems = new();
        GuardianOptions options = Example.Load(
            """
            guardian.alerts {
              notifiers {
                slack-ops { type = slack, url-env = SLACK_URL }
                hook { type = webhook, url = "https://example.org/hook", token-file = "/run/token", signing-key = "tok-3cr3t" }
                post { type = smtp, host = mail.example.org, port = 587, security = starttls, user = guardian, password = "tok-3cr3t",
                       from = "guardian@example.org", to = ["ops@example.org"] }
              }
              routes.ops { levels = [critical, high], workers = ["mail*"], notifier = slack-ops }
            }
            """,
            problems);

        problems.All.ShouldBeEmpty();
        options.Alerts.Notifiers.Select(notifier => notifier.ToString()).ShouldBe(
        [
            "file: file alerts.jsonl, 10 MiB, 3 archives",
            "slack-ops: slack, url (environment variable SLACK_URL)",
            "hook: webhook, url (hidden), token (file /run/token), signing key (hidden)",
            "post: smtp mail.example.org:587 Starttls, user guardian, password (hidden), from guardian@example.org to [ops@example.org]",
        ]);
        options.Alerts.Routes[1].ToString().ShouldBe("ops: [Critical, High] of [mail*] to slack-ops");
        $"{options}{options.Alerts}{options.Alerts.Notifiers}".ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("routes.ops { notifier = slak }", "guardian.alerts.routes.ops.notifier = slak: there is no notifier 'slak'; there is file")]
    [InlineData("routes.ops { notifier = file, level = [high] }", "guardian.alerts.routes.ops.level = : unknown key, did you mean 'levels'?")]
    [InlineData("routes.ops { notifier = file, levels = [hihg] }", "guardian.alerts.routes.ops.levels = hihg: must be one of critical, high, medium, low")]
    [InlineData("routes.ops { notifier = file, levels = [] }", "guardian.alerts.routes.ops.levels = []: must name a level; null stands for all")]
    [InlineData("notifiers.a { type = pager }", "guardian.alerts.notifiers.a.type = pager: must be one of slack, webhook, smtp, file")]
    [InlineData("notifiers.a { type = slack }", "guardian.alerts.notifiers.a = : must have url, url-env or url-file")]
    [InlineData("notifiers.a { type = slack, url = x, url-env = y }", "guardian.alerts.notifiers.a.url = : must be given once: as url, url-env or url-file")]
    [InlineData("notifiers.a { type = slack, url-evn = y, url = x }", "guardian.alerts.notifiers.a.url-evn = : unknown key, did you mean 'url-env'?")]
    [InlineData("notifiers.a { type = slack, url = \"\" }", "guardian.alerts.notifiers.a.url = : must not be empty")]
    [InlineData("notifiers.a = tok-3cr3t", "guardian.alerts.notifiers.a = : must be a block with a type")]
    [InlineData("notifiers.file.max-size = 1 KiB", "guardian.alerts.notifiers.file.max-size = 1024: must be 4 KiB or more")]
    [InlineData("group-wiat = 1s", "guardian.alerts.group-wiat = : unknown key, did you mean 'group-wait'?")]
    [InlineData("group-wait = 11m", "guardian.alerts.group-wait = 11m: must be 0 s to 10 min")]
    [InlineData("repeat = 59s", "guardian.alerts.repeat = 59s: must be 1 min or longer, or infinite")]
    [InlineData("max-per-hour = 0", "guardian.alerts.max-per-hour = 0: must be 1 to 1000")]
    [InlineData("delivery.tries = 11", "guardian.alerts.delivery.tries = 11: must be 1 to 10")]
    public void What_is_wrong_is_said_where_it_is(string block, string problem) =>
        Example.ProblemsOf($"guardian.alerts {{ {block} }}").ShouldContain(problem);

    [Theory]
    [InlineData("security = none", "guardian.alerts.notifiers.post.security = none: must be starttls or tls where there is a password")]
    [InlineData("password = null", "guardian.alerts.notifiers.post.user = guardian: user and password must be given together or not at all")]
    [InlineData("to = []", "guardian.alerts.notifiers.post.to = : must name an address")]
    [InlineData("to = [\"ops@example.org>\"]", "guardian.alerts.notifiers.post.to = ops@example.org>: must be an address such as ops@example.org")]
    [InlineData("from = \"a@b\\r\\nBcc: c@d\"", "guardian.alerts.notifiers.post.from = a@b\r\nBcc: c@d: must be an address such as guardian@example.org")]
    [InlineData("port = 0", "guardian.alerts.notifiers.post.port = 0: must be 1 to 65535")]
    public void Mail_that_could_not_work_or_would_show_its_password_is_refused(string line, string problem)
    {
        IReadOnlyList<string> problems = Example.ProblemsOf(
            $$"""
            guardian.alerts.notifiers.post { type = smtp, host = mail.example.org, port = 587, security = starttls, user = guardian, password = "tok-3cr3t"
              from = "guardian@example.org", to = ["ops@example.org"] }
            guardian.alerts.notifiers.post { {{line}} }
            """);

        problems.ShouldContain(problem);
        string.Join('\n', problems).ShouldNotContain(Secret);
    }

    [Fact]
    public void A_secret_is_taken_from_where_it_lies()
    {
        SecretText.Of(Secret).Reveal(_ => null, _ => "").ShouldBe(Secret);
        SecretText.FromVariable("V").Reveal(name => name == "V" ? Secret : null, _ => "").ShouldBe(Secret);
        SecretText.FromVariable("W").Reveal(name => name == "V" ? Secret : null, _ => "").ShouldBeNull();
        SecretText.FromFile("/f").Reveal(_ => null, path => path + "\r\n").ShouldBe("/f");
        SecretText.Of(Secret).ToString().ShouldBe("(hidden)");
    }

    [Fact]
    public void A_notifier_and_a_route_can_be_taken_away()
    {
        ConfigProblems problems = new();
        AlertOptions options = Example.Load("guardian.alerts { notifiers.file = null, routes.file = null }", problems).Alerts;

        problems.All.ShouldBeEmpty();
        options.Notifiers.ShouldBeEmpty();
        options.Routes.ShouldBeEmpty();
    }
}
