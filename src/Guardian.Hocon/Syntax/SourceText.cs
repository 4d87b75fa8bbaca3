using System.Buffers;
using System.Text;

namespace Guardian.Hocon.Syntax;

/// <summary>Turns bytes and strings into text that is safe to parse, or refuses them with the place of the first bad character.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        string text;
        try
        {
            text = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            // The index is that of the byte where the bad sequence begins, or of its end when the text stops inside it.
            string before = Encoding.UTF8.GetString(bytes[..Math.Clamp(invalid.Index, 0, bytes.Length)]);
            throw new HoconException("expected text in UTF-8, found bytes that are none", At(before, before.Length, name), invalid);
        }

        RefuseNul(text, name);
        return text;
    }

    /// <summary>Checks a text that is already decoded and gives its size in bytes.</summary>
    public static int Check(string text, string name)
    {
        RefuseNul(text, name);
        try
        {
            return s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException invalid)
        {
            HoconOrigin at = At(text, Math.Max(invalid.Index, 0), name);
            throw new HoconException("expected Unicode text, found half of a surrogate pair", at, invalid);
        }
    }

    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeFromUtf16(text, out _, out int consumed) == OperationStatus.Done)
        {
            text = text[consumed..];
        }

        return text.IsEmpty;
    }

    private static void RefuseNul(string text, string name)
    {
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
        {
            throw new HoconException("expected text, found a NUL character: this is a binary file", At(text, nul, name));
        }
    }

    private static HoconOrigin At(string text, int index, string name)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index);
        return new HoconOrigin(name, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}
