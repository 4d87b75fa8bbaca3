using Guardian.Learning;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning;

public class ErrorSignatureTests
{
    private static readonly ErrorFacts s_facts = new() { FaultKind = "budgetSpent", ExitCode = 1 };

    [Fact]
    public void An_exception_says_more_than_lines()
    {
        ErrorFacts facts = s_facts with { Exception = new StackTrace("python", "ValueError", "x 17", ["parse_invoice", "main"]), Templates = ["boom"] };

        Signature signature = ErrorSignature.Compose(facts);

        signature.Text.ShouldBe("budgetSpent; exit 1; python ValueError in parse_invoice");
        signature.FaultKind.ShouldBe("budgetSpent");
        signature.Id.ShouldBe("7bf965105a4e", "ids are stored: they must not change");
    }

    [Fact]
    public void Numbers_pids_times_and_order_make_no_difference()
    {
        ErrorFacts one = s_facts with { Resources = ["memory high", "cpu high"], Templates = ["worker[17] gave up at 12:00:01", "cannot reach 10.0.0.1:80"] };
        ErrorFacts other = s_facts with { Resources = ["cpu high", "memory high"], Templates = ["cannot reach 10.9.9.9:99", "worker[4711] gave up at 23:59:59"] };

        ErrorSignature.Compose(other).ShouldBe(ErrorSignature.Compose(one));
        ErrorSignature.Compose(one).Text.ShouldBe("budgetSpent; exit 1; cpu high; memory high; cannot reach <*>; worker[<*>] gave up at <*>");
    }

    [Fact]
    public void Each_fact_makes_a_difference()
    {
        ErrorFacts[] all =
        [
            s_facts, s_facts with { FaultKind = "hang" }, s_facts with { ExitCode = 2 }, s_facts with { Signal = "SIGSEGV" }, s_facts with { Resources = ["disk full"] },
            s_facts with { Templates = ["a b"] }, s_facts with { Exception = new StackTrace("java", "Boom", "", []) },
        ];

        all.Select(facts => ErrorSignature.Compose(facts).Id).Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void Only_the_last_lines_count()
    {
        ErrorFacts four = s_facts with { Templates = ["oldest", "older", "newer", "newest"] };
        ErrorSignature.Compose(four).ShouldBe(ErrorSignature.Compose(four with { Templates = ["older", "newer", "newest"] }));
        ErrorSignature.Compose(four).ShouldNotBe(ErrorSignature.Compose(four with { Templates = ["oldest", "newer", "newest"] }));
    }

    [Fact]
    public void A_long_text_is_cut_but_its_id_is_of_the_whole()
    {
        string start = string.Concat(Enumerable.Repeat("word ", 60));
        Signature one = ErrorSignature.Compose(s_facts with { Templates = [start + "one"] });
        Signature other = ErrorSignature.Compose(s_facts with { Templates = [start + "other"] });

        one.Text.Length.ShouldBe(ErrorSignature.MaxLength);
        one.Text.ShouldBe(other.Text);
        one.Id.ShouldNotBe(other.Id);
        one.Id.Length.ShouldBe(12);
    }
}
