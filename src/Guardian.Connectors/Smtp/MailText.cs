using System.Globalization;
using System.Text;
using Guardian.Alerts;

namespace Guardian.Connectors.Smtp;

/// <summary>Writes a message as mail (RFC 5322, 2045, 2047). Nothing that a message says can become a header or end the mail.</summary>
internal static class MailText
{
    private const int LongestLine = 76; // of encoded text, RFC 2045 6.7
    private const int EncodedWordBytes = 42; // 56 letters of base64; with its frame below the 75 of RFC 2047

    /// <summary>The whole mail, with lines ended by CR LF, not yet dot-stuffed.</summary>
    public static string Compose(Notification notification, NotifierOptions.Smtp options, string hostName)
    {
        StringBuilder mail = new();
        Header("From", $"Guardian <{options.From}>");
        Header("To", string.Join(",\r\n ", options.To));
        Header("Subject", EncodeHeader(NotificationText.Subject(notification)));
        Header("Date", notification.At.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        // The same in every try, so that receivers can drop a second copy.
        Header("Message-ID", $"<{notification.Id}@{hostName}>");
        Header("Auto-Submitted", "auto-generated");
        Header("MIME-Version", "1.0");
        Header("Content-Type", "text/plain; charset=utf-8");
        Header("Content-Transfer-Encoding", "quoted-printable");
        mail.Append("\r\n").Append(EncodeBody(string.Join('\n', NotificationText.Lines(notification)) + "\n"));
        return mail.ToString();

        void Header(string name, string value) => mail.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    /// <summary>A header's text: as it is when it is short ASCII, else as encoded words, folded.</summary>
    internal static string EncodeHeader(string text)
    {
        if (text.Length <= LongestLine - "Subject: ".Length && text.All(letter => letter is >= ' ' and < '\x7f') && !text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        List<string> words = [];
        StringBuilder word = new();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A word never ends within a letter.
            if (bytes + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                Close();
            }

            word.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        Close();
        return string.Join("\r\n ", words);

        void Close()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=");
            word.Clear();
            bytes = 0;
        }
    }

    /// <summary>A body as quoted-printable, lines ended by CR LF.</summary>
    internal static string EncodeBody(string text)
    {
        StringBuilder body = new();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            EncodeLine(Encoding.UTF8.GetBytes(line), body);
            body.Append("\r\n");
        }

        return body.ToString(0, body.Length - 2); // the text's own end stands after its last line
    }

    private static void EncodeLine(byte[] line, StringBuilder body)
    {
        int column = 0;
        for (int at = 0; at < line.Length; at++)
        {
            byte letter = line[at];
            bool last = at == line.Length - 1;
            bool plain = letter is >= 33 and <= 126 and not (byte)'=' || (letter is (byte)' ' or (byte)'\t' && !last);
            int width = plain ? 1 : 3;
            if (column + width > (last ? LongestLine : LongestLine - 1))
            {
                body.Append("=\r\n"); // soft: the reader joins the lines again
                column = 0;
            }

            _ = plain ? body.Append((char)letter) : body.Append(CultureInfo.InvariantCulture, $"={letter:X2}");
            column += width;
        }
    }

    /// <summary>What goes over the wire after DATA: a line that begins with a dot gets another, and a lone dot ends it (RFC 5321 4.5.2).</summary>
    internal static string Stuff(string mail)
    {
        string whole = mail.EndsWith("\r\n", StringComparison.Ordinal) ? mail : mail + "\r\n";
        return (whole[0] == '.' ? "." : string.Empty) + whole.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n";
    }
}
