namespace Guardian.Connectors.Smtp;

/// <summary>What a mail server answered.</summary>
/// <param name="Code">Three digits; the first tells success (2, 3), for now not (4), never (5).</param>
/// <param name="Lines">Its text, line by line, without the codes.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>Whether the server offers something, in its answer to EHLO.</summary>
    public bool Offers(string keyword) =>
        Lines.Skip(1).Any(line => line.Split(' ')[0].Equals(keyword, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the server offers a way of logging in.</summary>
    public bool OffersLogin(string mechanism) =>
        Lines.Skip(1).Select(line => line.Split(' ')).Any(words =>
            words[0].Equals("AUTH", StringComparison.OrdinalIgnoreCase) && words.Skip(1).Contains(mechanism, StringComparer.OrdinalIgnoreCase));
}
