using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning.Patterns;

public class LineMaskTests
{
    [Theory]
    [InlineData("took 12.5 seconds", "took <*> seconds")]
    [InlineData("took 350ms, limit 2s", "took <*>, limit <*>")]
    [InlineData("wrote 10KiB (80%) of 12 MB", "wrote <*> (<*>) of <*> MB")]
    [InlineData("balance -17 changed by +3", "balance <*> changed by <*>")]
    [InlineData("block blk_-99812 lost", "block blk_<*> lost")]
    [InlineData("at 2031-05-04T12:00:01.250Z and 12:00:01,250", "at <*> and <*>")]
    [InlineData("peer 10.1.2.3:8080 and [fe80::1%eth0]", "peer <*> and [<*>eth<*>]")]
    [InlineData("mac 00:1a:2b:3c:4d:5e", "mac <*>")]
    [InlineData("job 550e8400-e29b-41d4-a716-446655440000 done", "job <*> done")]
    [InlineData("pointer 0x7ffe12 id 9f86d081884c", "pointer <*> id <*>")]
    [InlineData("open /srv/shop/a.db: failed", "open <*>: failed")]
    [InlineData("see https://shop.example/x?y=1 and src/app/main.py", "see <*> and <*>")]
    [InlineData("mail to bob@mail.example.com via mx.example.com.", "mail to <*> via <*>.")]
    [InlineData("host 10-2-3-4.pool.isp.de went away", "host <*> went away")]
    [InlineData("user=bob rhost= tty=ssh", "user=<*> rhost=<*> tty=<*>")]
    [InlineData("level=error msg=\"queue is full\" id=7", "level=error msg=\"queue is full\" id=<*>")]
    [InlineData("file 'a b.txt' is \"quite long\"", "file '<*>' is \"<*>\"")]
    [InlineData("it can't be, it's Bob's", "it can't be, it's Bob's")]
    [InlineData("rejected invalid user bob from 1.2.3.4", "rejected invalid user <*> from <*>")]
    [InlineData("rejected invalid user  from 1.2.3.4", "rejected invalid user <*> from <*>")]
    [InlineData("closed due to user request", "closed due to user request")]
    [InlineData("ids: 1, 2, 3", "ids: <*>")]
    [InlineData("ids: 1", "ids: <*>")]
    [InlineData("log4j and k8s and jk2_init() stay", "log4j and k8s and jk2_init() stay")]
    [InlineData("com.shop.Billing.run failed in org.shop.Job", "com.shop.Billing.run failed in org.shop.Job")]
    [InlineData("worker12 of pool7", "worker<*> of pool<*>")]
    [InlineData("", "")]
    [InlineData(" \t ", "")]
    public void What_varies_is_masked_and_what_is_said_stays(string line, string masked) => Mask(line).ShouldBe(masked);

    [Theory]
    [InlineData("""{"level":"error","msg":"disk full","took":12}""", """{"level":"error","msg":"disk full","took":<*>}""")]
    [InlineData("""{"message": "cart is empty", "shop": "north"}""", """{"message": "cart is empty", "shop": "<*>"}""")]
    public void The_message_of_a_structured_line_stays(string line, string masked) => Mask(line).ShouldBe(masked);

    [Fact]
    public void A_line_beyond_the_limits_is_cut_at_a_word() =>
        new LineMask(maxLength: 16, maxWords: 100).Apply("alpha beta gammadelta").ToString().ShouldBe("alpha beta");

    [Fact]
    public void Words_beyond_the_limit_are_ignored() =>
        new LineMask(maxLength: 100, maxWords: 2).Apply("alpha beta gamma").ToString().ShouldBe("alpha beta");

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        Mask("smile \U0001F600!").ShouldBe("smile \U0001F600!");
        Mask("half \uD83D!").ShouldBe("half \uFFFD!");
        Mask("{\"k\uD83D\":1}").ShouldBe("{\"k\uFFFD\":<*>}");
    }

    [Fact]
    public void Any_line_is_masked_into_the_words_that_are_counted() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), line =>
        {
            LineMask mask = new(maxLength: 64, maxWords: 8);
            string masked = mask.Apply(line ?? "").ToString();
            int words = mask.Words;
            return masked.Length <= 64 * 3 + 64 && (masked.Length == 0 ? 0 : masked.Split(' ').Length) == words && words <= 8 && masked == masked.Trim();
        }));

    [Theory]
    [InlineData('=')]
    [InlineData('"')]
    [InlineData('/')]
    [InlineData(':')]
    [InlineData('1')]
    [InlineData('-')]
    [InlineData('\uD800')]
    public void A_line_of_one_character_repeated_is_masked(char c) =>
        Should.NotThrow(() => new LineMask(1000, 100).Apply(new string(c, 1_000_000)).ToString());

    [Fact]
    public void The_worst_growth_fits_the_buffer() =>
        Should.NotThrow(() => new LineMask(1000, 1000).Apply(string.Concat(Enumerable.Repeat("a= 1 ", 400))).ToString());

    private static string Mask(string line) => new LineMask(1000, 100).Apply(line).ToString();
}
