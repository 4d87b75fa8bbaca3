using FsCheck;
using FsCheck.Fluent;
using Guardian.Shell.Interactive;
using Guardian.Shell.Tests.Fakes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Tests.Interactive;

public class LineEditorTests
{
    // ^X is Ctrl-X; <LeftArrow> a named key; <Alt+F> with Alt; the bar is the cursor.
    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc<LeftArrow>x", "abx|c")]
    [InlineData("abc<Home>x<End>y", "xabcy|")]
    [InlineData("abc^ax^ey", "xabcy|")]
    [InlineData("abc^b^bx", "ax|bc")]
    [InlineData("abc^a^fx", "ax|bc")]
    [InlineData("abc<Backspace>", "ab|")]
    [InlineData("abc^h", "ab|")]
    [InlineData("abc<LeftArrow><Delete>", "ab|")]
    [InlineData("abc^a^d", "|bc")]
    [InlineData("<Backspace><Delete><LeftArrow><RightArrow>", "|")]
    [InlineData("ab cd^a^f^k", "a|")]
    [InlineData("ab cd^b^u", "|d")]
    [InlineData("ab cd-ef^w", "ab |")]
    [InlineData("ab cd  ^w", "ab |")]
    [InlineData("ab cd-ef<Alt+Backspace>", "ab cd-|")]
    [InlineData("ab cd<Alt+B><Alt+B>", "|ab cd")]
    [InlineData("ab cd^a<Alt+F>x", "abx| cd")]
    [InlineData("ab cd^a<Alt+D>", "| cd")]
    [InlineData("ab cd^w^a^y", "cd|ab ")]
    [InlineData("<UpArrow>", "third|")]
    [InlineData("<UpArrow><UpArrow>", "second|")]
    [InlineData("<UpArrow><UpArrow><UpArrow><UpArrow>", "first|")]
    [InlineData("dra<UpArrow><DownArrow>ft", "draft|")]
    [InlineData("dra^p^nft<DownArrow>", "draft|")]
    [InlineData("^rse", "second|")]
    [InlineData("^ri", "third|")]
    [InlineData("^ri^r", "first|")]
    [InlineData("^ri^r^r", "first|")]
    [InlineData("^ri^ax", "x|third")]
    [InlineData("keep^rfi^g", "keep|")]
    [InlineData("keep^rfi^c", "keep|")]
    [InlineData("^rfix<Backspace>", "first|")]
    [InlineData("^rfi<Escape>!", "first!|")]
    [InlineData("^rfi<DownArrow>", "second|")]
    [InlineData("e\u0301a<LeftArrow><Backspace>", "|a")]
    [InlineData("🙂a^a<RightArrow>x", "🙂x|a")]
    public void Edits_as_readline_does(string keys, string expected)
    {
        EditorState state = Type(EditorState.Start(["first", "second", "third"]), keys);
        state.Text.Insert(state.Cursor, "|").ShouldBe(expected);
    }

    [Theory]
    [InlineData("a\n", EditorOutcome.Submitted)]
    [InlineData("a^j", EditorOutcome.Submitted)]
    [InlineData("^rfi\n", EditorOutcome.Submitted)]
    [InlineData("a^c", EditorOutcome.Cancelled)]
    [InlineData("^d", EditorOutcome.Ended)]
    [InlineData("a^d", EditorOutcome.Edited)]
    [InlineData("a\t", EditorOutcome.Complete)]
    [InlineData("^l", EditorOutcome.Clear)]
    public void Asks_the_shell_for_what_is_not_editing(string keys, object outcome)
    {
        EditorOutcome last = EditorOutcome.Edited;
        EditorState state = EditorState.Start(["first"]);
        foreach (ConsoleKeyInfo key in Parse(keys))
        {
            (state, last) = LineEditor.Apply(state, key);
        }

        last.ShouldBe((EditorOutcome)outcome);
    }

    [Fact]
    public void Keeps_the_cursor_between_characters_whatever_is_typed() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
            Gen.Elements(
                "a", " ", "-", "\u0301", "漢", "🙂", "👨‍👩‍👧", "^a", "^e", "^b", "^f", "^k", "^u", "^w", "^y", "^h", "^d", "^r", "^g", "^p", "^n", "^t",
                "<UpArrow>", "<DownArrow>", "<LeftArrow>", "<RightArrow>", "<Backspace>", "<Delete>", "<Alt+B>", "<Alt+F>", "<Alt+D>", "<Alt+Backspace>", "<F5>", "<Escape>").ListOf().ToArbitrary(),
            keys =>
            {
                EditorState state = Type(EditorState.Start(["first", "🙂 second"]), string.Concat(keys));
                bool inside = state.Cursor >= 0 && state.Cursor <= state.Text.Length && LineEditor.Boundary(state.Text, state.Cursor) == state.Cursor;
                (string text, int column) = LineDrawing.Window(SafeText.Line(state.Text), state.Cursor, 10);
                return inside && column <= 10 && TextWidth.Of(text) <= 10;
            }));

    [Fact]
    public void Typing_gives_the_text_and_killing_and_yanking_gives_it_back() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements("a", "b", " ", "漢", "🙂").ListOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                EditorState typed = Type(EditorState.Start([]), text);
                return typed.Text == text && Type(typed, "^u^y").Text == text && Type(typed, "^a^k^y").Text == text;
            }));

    [Fact]
    public void Ignores_what_makes_a_line_longer_than_its_bound()
    {
        EditorState full = LineEditor.Replace(EditorState.Start([]), 0, 0, new string('x', LineEditor.LongestLine));
        Type(full, "y").ShouldBe(full);
    }

    [Fact]
    public void Scrolls_a_long_line_so_that_the_cursor_is_in_sight()
    {
        LineDrawing.Window("0123456789", 10, 5).ShouldBe(("6789", 4));
        LineDrawing.Window("0123456789", 0, 5).ShouldBe(("01234", 0));
    }

    [Fact]
    public void Draws_prompt_line_and_dim_hint()
    {
        EditorState state = Type(EditorState.Start([]), "worker");
        LineDrawing.Draw("pbm> ", state, "Workers", 40, colour: true).ShouldBe("\r\e[1mpbm> \e[0mworker\e[2m  Workers\e[0m\e[K\r\e[11C");
        LineDrawing.Draw("pbm> ", state, "Workers", 40, colour: false).ShouldBe("\rpbm> worker\e[K\r\e[11C");
        LineDrawing.Draw("pbm> ", Type(state, "^rx"), "", 40, colour: false).ShouldStartWith("\r(not found) 'x': ");
    }

    private static EditorState Type(EditorState state, string keys) => Parse(keys).Aggregate(state, (now, key) => LineEditor.Apply(now, key).State);

    private static IEnumerable<ConsoleKeyInfo> Parse(string keys)
    {
        for (int at = 0; at < keys.Length; at++)
        {
            if (keys[at] == '^')
            {
                yield return Keys.Control(keys[++at]);
            }
            else if (keys[at] == '<')
            {
                int end = keys.IndexOf('>', at);
                string name = keys[(at + 1)..end];
                at = end;
                yield return name.StartsWith("Alt+", StringComparison.Ordinal) ? Keys.Alt(Enum.Parse<ConsoleKey>(name[4..])) : Keys.Plain(Enum.Parse<ConsoleKey>(name));
            }
            else
            {
                yield return Keys.Of(keys[at]);
            }
        }
    }
}
