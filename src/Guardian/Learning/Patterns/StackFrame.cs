using System.Text;

namespace Guardian.Learning.Patterns;

/// <summary>One function of a stack trace.</summary>
/// <param name="Language">What printed it.</param>
/// <param name="Function">Its name, without arguments, place and what a compiler made up.</param>
/// <param name="IsOwn">False for the language's own runtime and installed packages.</param>
internal sealed record StackFrame(string Language, string Function, bool IsOwn)
{
    public const string Python = "python";
    public const string DotNet = ".net";
    public const string Java = "java";
    public const string Node = "node";

    private const int LongestName = 160;

    private static readonly string[] s_runtime = ["java.", "javax.", "jdk.", "sun.", "System.", "Microsoft."];

    /// <summary>Reads <c>at ...</c> as .NET, Java and Node print it.</summary>
    /// <param name="line">An indented line.</param>
    /// <returns>The frame; null: the line is something else.</returns>
    public static StackFrame? Parse(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimStart()["at ".Length..].Trim();
        int open = text.IndexOf('(');
        if (open < 0)
        {
            // Node, top level of a module: "at file:///app/main.js:3:1".
            return text.Count(':') >= 2 ? new StackFrame(Node, "(top level)", IsNodeOwn(text)) : null;
        }

        int close = text[open..].LastIndexOf(')');
        ReadOnlySpan<char> within = close < 0 ? text[(open + 1)..] : text.Slice(open + 1, close - 1);
        if (open > 0 && text[open - 1] == ' ')
        {
            ReadOnlySpan<char> function = text[..open].Trim();
            int alias = function.IndexOf(" [as ");
            function = After(alias > 0 ? function[..alias] : function, "async ");
            return new StackFrame(Node, Clean(After(function, "new ")), IsNodeOwn(within));
        }

        bool isJava = within is "Native Method" or "Unknown Source" or "<generated>" || within.Contains(".java", StringComparison.Ordinal)
            || within.Contains(".kt", StringComparison.Ordinal) || within.Contains(".scala", StringComparison.Ordinal) || within.Contains(".groovy", StringComparison.Ordinal);
        ReadOnlySpan<char> name = text[..open];
        name = isJava ? name[(name.LastIndexOf('/') + 1)..] : name; // a module's name before: java.base/
        return name.IsEmpty || name.Contains(' ') ? null : new StackFrame(isJava ? Java : DotNet, Clean(name), !IsRuntime(name));
    }

    /// <summary>Reads <c>File "x.py", line 3, in f</c>.</summary>
    /// <param name="line">An indented line.</param>
    /// <returns>The frame; null: the line is source text or something else.</returns>
    public static StackFrame? ParsePython(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.Trim().TrimStart("| +").Trim();
        int close = text.IndexOf("\", line ");
        int name = text.LastIndexOf(", in ");
        if (!text.StartsWith("File \"", StringComparison.Ordinal) || close < 0 || name < close)
        {
            return null;
        }

        ReadOnlySpan<char> file = text[6..close];
        bool isOwn = !file.Contains("/lib/python", StringComparison.Ordinal) && !file.Contains("site-packages", StringComparison.Ordinal)
            && !file.Contains("dist-packages", StringComparison.Ordinal) && !file.StartsWith("<frozen", StringComparison.Ordinal);
        ReadOnlySpan<char> function = text[(name + 5)..];
        return new StackFrame(Python, function is "<module>" ? "(top level)" : Clean(function), isOwn);
    }

    private static bool IsNodeOwn(ReadOnlySpan<char> place) =>
        !place.StartsWith("node:", StringComparison.Ordinal) && !place.StartsWith("internal/", StringComparison.Ordinal) && !place.Contains("node_modules", StringComparison.Ordinal);

    private static bool IsRuntime(ReadOnlySpan<char> name)
    {
        foreach (string prefix in s_runtime)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    /// <summary>Class and function, without namespaces and without names that a compiler numbers anew with each build.</summary>
    private static string Clean(ReadOnlySpan<char> name)
    {
        StringBuilder clean = new();
        // <Load>d__7.MoveNext is Load; <>c__DisplayClass3_0.<Load>b__1 too.
        string[] parts = name[..Math.Min(name.Length, LongestName)].ToString().Split(['.', '+', '/'], StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts.Select(Written).Where(part => part.Length > 0).TakeLast(2))
        {
            clean.Append(clean.Length > 0 ? "." : "").Append(part);
        }

        return clean.Length > 0 ? clean.ToString() : "(anonymous)";
    }

    /// <summary>The part of a name that a person wrote; empty: none.</summary>
    private static string Written(string part)
    {
        if (part is "MoveNext" or "ctor" or "cctor" or "<anonymous>" or "<lambda>" or "<locals>")
        {
            return "";
        }

        int close = part.IndexOf('>', StringComparison.Ordinal);
        if (part[0] == '<' && close > 0)
        {
            return part[1..close]; // empty for <>c
        }

        int end = part.AsSpan().IndexOfAny('`', '[', '$');
        return end < 0 ? part : part[..end];
    }
}
