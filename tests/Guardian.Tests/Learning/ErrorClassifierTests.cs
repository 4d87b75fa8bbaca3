using Guardian.Learning;

namespace Guardian.Tests.Learning;

public class ErrorClassifierTests
{
    [Theory]
    [InlineData("OSError: [Errno 28] No space left on device", ErrorLevel.System)]
    [InlineData("java.lang.OutOfMemoryError: Java heap space", ErrorLevel.System)]
    [InlineData("MemoryError", ErrorLevel.System)]
    [InlineData("accept: Too many open files", ErrorLevel.System)]
    [InlineData("read: I/O error on /dev/sda", ErrorLevel.System)]
    [InlineData("cannot write the config file: no space left on device", ErrorLevel.System)]
    [InlineData("ModuleNotFoundError: No module named 'billing'", ErrorLevel.Fatal)]
    [InlineData("Error: Cannot find module 'express'", ErrorLevel.Fatal)]
    [InlineData("SyntaxError: invalid syntax", ErrorLevel.Fatal)]
    [InlineData("open /etc/shop: permission denied", ErrorLevel.Fatal)]
    [InlineData("TypeError: x is not a function", ErrorLevel.Fatal)]
    [InlineData("System.NullReferenceException: Object reference not set", ErrorLevel.Fatal)]
    [InlineData("ConnectionRefusedError: [Errno 111]", ErrorLevel.Recoverable)]
    [InlineData("connect ECONNRESET 10.0.0.1:5432", ErrorLevel.Recoverable)]
    [InlineData("request timed out after <*>", ErrorLevel.Recoverable)]
    [InlineData("System.TimeoutException: the operation has timed out", ErrorLevel.Recoverable)]
    [InlineData("database is locked", ErrorLevel.Recoverable)]
    [InlineData("order <*> not found", ErrorLevel.Expected)]
    [InlineData("duplicate key value violates unique constraint", ErrorLevel.Expected)]
    [InlineData("ValidationError: amount must be positive", ErrorLevel.Expected)]
    [InlineData("something odd", ErrorLevel.Recoverable)]
    [InlineData("", ErrorLevel.Recoverable)]
    public void An_error_has_the_level_that_its_words_say(string text, ErrorLevel level)
    {
        ErrorVerdict verdict = ErrorClassifier.Classify(text);

        verdict.Level.ShouldBe(level);
        verdict.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_reason_names_the_words() =>
        ErrorClassifier.Classify("bind: Address already in use").Reason.ShouldBe("its address is taken (\"address already in use\")");

    [Fact]
    public void Part_of_a_word_is_not_the_word() => ErrorClassifier.Classify("hispanic geio").Reason.ShouldStartWith("no rule");
}
