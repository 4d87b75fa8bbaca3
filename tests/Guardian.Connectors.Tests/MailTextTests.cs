using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Connectors.Smtp;

namespace Guardian.Connectors.Tests;

public sealed partial class MailTextTests
{
    [Fact]
    public void A_body_comes_out_as_it_went_in_on_short_lines_of_printable_ascii() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), given =>
        {
            string text = Whole(given);
            string encoded = MailText.EncodeBody(text);
            return encoded.Split("\r\n").All(line => line.Length <= 76 && line.All(letter => letter is '\t' or (>= ' ' and < '\x7f')))
                && DecodeBody(encoded) == text.ReplaceLineEndings("\r\n");
        }));

    [Fact]
    public void A_long_line_is_broken_and_joined_again() =>
        DecodeBody(MailText.EncodeBody(new string('=', 500) + new string('a', 500) + " ")).ShouldBe(new string('=', 500) + new string('a', 500) + " ");

    [Fact]
    public void A_header_comes_out_as_it_went_in_without_a_line_of_its_own() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string>(), given =>
        {
            string text = Whole(given) + "ö";
            string encoded = MailText.EncodeHeader(text);
            return encoded.Split("\r\n ").All(word => word.Length <= 75 && word.All(letter => letter is > ' ' and < '\x7f'))
                && string.Concat(EncodedWord().Matches(encoded).Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[1].Value)))) == text;
        }));

    [Fact]
    public void A_mail_ends_only_at_its_end() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), given =>
        {
            string mail = string.Concat((given ?? []).Select(line => "." + Whole(line).ReplaceLineEndings("") + "\r\n"));
            string wire = MailText.Stuff(mail);
            return ("\r\n" + wire).IndexOf("\r\n.\r\n", StringComparison.Ordinal) == wire.Length - 3;
        }));

    [GeneratedRegex(@"=\?utf-8\?B\?([^?]*)\?=")]
    private static partial Regex EncodedWord();

    /// <summary>Without halves of letters, which UTF-8 cannot carry.</summary>
    private static string Whole(string? text) => string.Concat((text ?? string.Empty).EnumerateRunes().Where(rune => rune != Rune.ReplacementChar));

    private static string DecodeBody(string encoded)
    {
        List<byte> bytes = [];
        string joined = encoded.Replace("=\r\n", "", StringComparison.Ordinal);
        for (int at = 0; at < joined.Length; at++)
        {
            if (joined[at] == '=')
            {
                bytes.Add(Convert.ToByte(joined.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                bytes.Add((byte)joined[at]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
