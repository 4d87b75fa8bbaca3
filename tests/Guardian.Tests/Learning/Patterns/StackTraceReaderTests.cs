using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning.Patterns;

public class StackTraceReaderTests
{
    [Fact]
    public void Python() => Read("""
        2031-05-04 12:00:01 ERROR job failed
        Traceback (most recent call last):
          File "/srv/shop/main.py", line 40, in <module>
            main()
          File "/srv/shop/main.py", line 31, in main
            parse_invoice(text)
          File "/srv/shop/invoice.py", line 12, in parse_invoice
            return int(text)
          File "/usr/lib/python3.12/decimal.py", line 3, in convert
        ValueError: invalid literal for int() with base 10: 'x'
        next job
        """).ShouldHaveSingleItem().ShouldBe(
        new StackTrace("python", "ValueError", "invalid literal for int() with base 10: 'x'", ["parse_invoice", "main", "(top level)"]));

    [Fact]
    public void Python_chained_gives_one_for_each() => Read("""
        Traceback (most recent call last):
          File "a.py", line 1, in load
        KeyError: 'x'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "a.py", line 3, in run
        shop.errors.ShopError
        """).Select(trace => trace.Signature).ShouldBe(["python KeyError in load", "python ShopError in run"]);

    [Fact]
    public void DotNet_with_an_inner_exception_tells_the_inner_one() => Read("""
        Unhandled exception. System.InvalidOperationException: cannot bill
         ---> System.IO.IOException: disk gone
           at System.IO.File.Open(String path)
           at Shop.Billing.Store.<SaveAsync>d__7.MoveNext() in /src/Store.cs:line 40
           --- End of inner exception stack trace ---
           at Shop.Billing.Program.Main(String[] args) in /src/Program.cs:line 3
        done
        """).ShouldHaveSingleItem().ShouldBe(new StackTrace(".net", "IOException", "disk gone", ["Store.SaveAsync"]));

    [Fact]
    public void Java_with_causes_tells_the_last_one() => Read(
        "Exception in thread \"main\" java.lang.RuntimeException: cannot bill\n\tat com.shop.Bill.run(Bill.java:12)\n\tat com.shop.Main.main(Main.java:3)\n"
        + "Caused by: java.lang.NullPointerException: no cart\n\tat java.base/java.util.Objects.requireNonNull(Objects.java:233)\n\tat com.shop.Cart$Line.total(Cart.java:7)\n\t... 2 more\nbye")
        .ShouldHaveSingleItem().ShouldBe(new StackTrace("java", "NullPointerException", "no cart", ["Cart.total"]));

    [Fact]
    public void Node() => Read("""
        /srv/shop/cart.js:7
            return cart.lines.length
                        ^

        TypeError: Cannot read properties of undefined (reading 'lines')
            at async Cart.total (/srv/shop/cart.js:7:17)
            at Object.<anonymous> (/srv/shop/main.js:3:1)
            at node:internal/main/run_main_module:23:47

        Node.js v18.0.0
        """).ShouldHaveSingleItem().ShouldBe(
        new StackTrace("node", "TypeError", "Cannot read properties of undefined (reading 'lines')", ["Cart.total", "Object"]));

    [Fact]
    public void Lines_of_a_trace_are_inside_and_others_are_not()
    {
        StackTraceReader reader = new();
        string[] lines = ["before", "Traceback (most recent call last):", "  File \"a.py\", line 1, in f", "KeyError: 1", "after"];

        List<bool> inside = [];
        foreach (string line in lines)
        {
            reader.Feed(line);
            inside.Add(reader.IsInside);
        }

        inside.ShouldBe([false, true, true, true, false]);
    }

    [Fact]
    public void Words_that_look_like_frames_are_none() => Read("we met\n   at noon (or so)\nError: late\nnothing\n").ShouldBeEmpty();

    [Fact]
    public void A_trace_without_an_end_is_closed()
    {
        StackTraceReader reader = new();
        reader.Feed("shop.CartException: full");
        int fed = 0;
        while (reader.Feed("   at Shop.Cart.Add()") is null)
        {
            (++fed).ShouldBeLessThan(StackTraceReader.MaxLines);
        }
    }

    [Fact]
    public void Any_lines_are_read() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            string[] pieces = ["Traceback (most recent call last):", "  File \"", "\", line 1, in ", "   at ", "(", ")", "Caused by: ", "X.YError", ":", " ---> ", "<", ">", "", " ", "at "];
            Random random = new(seed);
            StackTraceReader reader = new();
            for (int line = 0; line < 200; line++)
            {
                reader.Feed(string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)])));
            }

            return reader.Finish() is null or { Frames.Count: <= StackTraceReader.MaxFrames };
        }));

    private static List<StackTrace> Read(string text)
    {
        StackTraceReader reader = new();
        List<StackTrace?> read = [.. text.Split('\n').Select(line => reader.Feed(line))];
        return [.. read.Append(reader.Finish()).OfType<StackTrace>()];
    }
}
