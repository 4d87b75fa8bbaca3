using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning.Patterns;

public class LogHeaderTests
{
    [Theory]
    [InlineData("2031-05-04T12:00:01.250Z INFO cart is empty")]
    [InlineData("2031-05-04 12:00:01,250 - WARN  [pool-1-thread-2] - cart is empty")]
    [InlineData("2031-05-04 12:00:01 ERROR com.shop.Cart: cart is empty")]
    [InlineData("May  4 12:00:01 web7 shopd[4711]: cart is empty")]
    [InlineData("[Sun May 04 12:00:01 2031] [error] cart is empty")]
    [InlineData("[2031-05-04 12:00:01] [warn] cart is empty")]
    [InlineData("INFO: cart is empty")]
    [InlineData("[DEBUG] cart is empty")]
    [InlineData("310504 120001 148 WARN shop.Cart$Basket: cart is empty")]
    [InlineData("12:00:01.250 | INFO | cart is empty")]
    [InlineData("shop says: cart is empty", "shop says: cart is empty")]
    [InlineData("Error: cart is empty", "Error: cart is empty")]
    [InlineData("7 carts are empty", "7 carts are empty")]
    [InlineData("2031-05-04 12:00:01", "2031-05-04 12:00:01")]
    [InlineData("", "")]
    public void The_message_is_what_stands_after_the_header(string line, string message = "cart is empty") =>
        LogHeader.Strip(line).ToString().ShouldBe(message);

    [Fact]
    public void Of_any_line_an_end_is_left() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), line => (line ?? "").EndsWith(LogHeader.Strip(line).ToString(), StringComparison.Ordinal)));
}
