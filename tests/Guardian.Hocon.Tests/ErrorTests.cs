namespace Guardian.Hocon.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("x {\n  a = [1, 2\n}\n", "test.conf:3:1: expected ',' or ']' in the array opened at 2:7, found '}'")]
    [InlineData("x {\n  a = [1, 2\n", "test.conf:3:1: expected ',' or ']' in the array opened at 2:7, found end of file")]
    [InlineData("x {\n  a = 1\n", "test.conf:3:1: expected a key or '}' for the object opened at 1:3, found end of file")]
    [InlineData("a = 1\n}\n", "test.conf:2:1: expected a key or the end of the file (no '{' is open here), found '}'")]
    [InlineData("a = 1\nfoo\nbar = 2", "test.conf:3:1: expected '=', ':', '+=' or '{' after the key foo, found 'bar'")]
    [InlineData("a =\n", "test.conf:2:1: expected a value, found end of file")]
    [InlineData("a = {b = 1} c = 2", "test.conf:1:15: expected a value; the character '=' must be inside quotes, found '='")]
    [InlineData("a = http://x", "test.conf:1:9: expected a value; the character ':' must be inside quotes, found ':'")]
    [InlineData("a = [1] }", "test.conf:1:9: expected a key or the end of the file (no '{' is open here), found '}'")]
    [InlineData("a { b = [1]c }", "test.conf:1:9: expected values of one kind on a line")]
    [InlineData("a { b = 1\n\"c\"\n}", "test.conf:3:1: expected '=', ':', '+=' or '{' after the key c, found '}'")]
    [InlineData("include \"/no\" b = 2", "test.conf:1:15: expected ',' or a new line before the next key, found 'b'")]
    [InlineData("a..b = 1", "test.conf:1:1: expected a key on both sides of '.'; an empty key is written as \"\"")]
    [InlineData("k${b} = 1", "test.conf:1:2: expected a key; substitutions are not possible in keys or in each other, found '$'")]
    [InlineData("a = $b", "test.conf:1:6: expected '{' after '$'; a dollar sign itself must be inside quotes, found 'b'")]
    [InlineData("a = \"x\ny\"", "test.conf:1:5: expected '\"' for the string opened here, found end of line; a text of several lines needs \"\"\"")]
    [InlineData("a = \"\\q\"", "test.conf:1:7: expected one of \" \\ / b f n r t u after the backslash, found 'q'")]
    [InlineData("a = \u0001\u0002 b ${", "test.conf:1:12: expected a path, found end of file")]
    [InlineData("a\0b", "test.conf:1:2: expected text, found a NUL character: this is a binary file")]
    [InlineData("include url(\"http://x\")", "test.conf:1:1: include url(...) is not supported: only files can be included")]
    [InlineData("include classpath(\"x\")", "test.conf:1:1: include classpath(...) is not supported: only files can be included")]
    [InlineData("include \"https://x/y.conf\"", "test.conf:1:1: cannot include \"https://x/y.conf\": URLs are not supported, only files can be included")]
    [InlineData("include = 1", "test.conf:1:9: expected a file name in quotes, file(...) or required(...) after include")]
    [InlineData("include x", "test.conf:1:9: expected a file name in quotes")]
    [InlineData("include file(x)", "test.conf:1:14: expected a file name in quotes")]
    [InlineData("include \"x.conf\"", "test.conf:1:1: cannot include \"x.conf\": a text has no directory that a relative path could start from")]
    public void A_mistake_is_named_with_place_expectation_and_finding(string text, string message) => Hocon.Refused(text).ShouldStartWith(message);

    [Fact]
    public void Half_a_surrogate_pair_is_refused() // not as data of a theory: attributes cannot hold it
    {
        Hocon.Refused("a = 1\nb = \ud800").ShouldBe("test.conf:2:5: expected Unicode text, found half of a surrogate pair");
    }

    [Fact]
    public void An_exception_carries_its_parts()
    {
        HoconException refused = Should.Throw<HoconException>(() => HoconParser.ParseText("\n a = [", "guardian.conf"));

        refused.Origin.ShouldBe(new HoconOrigin("guardian.conf", 2, 7));
        refused.Message.ShouldBe("guardian.conf:2:7: " + refused.Reason);
    }

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        Should.Throw<HoconException>(() => HoconParser.ParseFile("no/such.conf")).Message.ShouldBe("no/such.conf: file not found");
    }

    [Fact]
    public void A_directory_is_not_a_file()
    {
        string directory = Path.GetTempPath();
        Should.Throw<HoconException>(() => HoconParser.ParseFile(directory)).Message.ShouldContain("is a directory");
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_place()
    {
        using Folder folder = new();
        File.WriteAllBytes(folder.At("bad.conf"), [.. "a = 1\nb = "u8, 0xc3, 0x28]);
        File.WriteAllBytes(folder.At("cut.conf"), [.. "a = é"u8[..^1]]);

        Should.Throw<HoconException>(() => HoconParser.ParseFile(folder.At("bad.conf"))).Message
            .ShouldBe($"{folder.At("bad.conf")}:2:5: expected text in UTF-8, found bytes that are none");
        Should.Throw<HoconException>(() => HoconParser.ParseFile(folder.At("cut.conf"))).Message.ShouldContain("cut.conf:1:5: ");
    }
}
