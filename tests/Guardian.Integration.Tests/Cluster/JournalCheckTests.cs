namespace Guardian.Integration.Tests.Cluster;

/// <summary>The comparison of journals finds what is lost, doubled and out of order.</summary>
public sealed class JournalCheckTests
{
    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcd", "cd")] // the beginning is history
    [InlineData("abcd", "abcdef")] // more has happened since the node's own journal was read
    [InlineData("", "")]
    public void Equal_journals_are_well(string own, string sent) => JournalCheck.Problems(Events(own), Events(sent)).ShouldBeEmpty();

    [Theory]
    [InlineData("abcd", "abd", "stands d")] // one is lost
    [InlineData("abcd", "abc", "1 not sent")] // the last one is
    [InlineData("abcd", "abbcd", "stands b")] // one is there twice
    [InlineData("abcd", "abdc", "stands d")] // two have changed places
    [InlineData("abcd", "xabcd", "not in the node's own")]
    [InlineData("abcd", "", "nothing was sent")]
    public void What_is_lost_doubled_or_out_of_order_is_found(string own, string sent, string words) =>
        JournalCheck.Problems(Events(own), Events(sent)).ShouldHaveSingleItem().Replace("SentEvent { Stream = s, Type = t, Json = ", "").ShouldContain(words);

    private static SentEvent[] Events(string letters) => [.. letters.Select(letter => new SentEvent("s", "t", letter.ToString(), DateTimeOffset.UnixEpoch))];
}
