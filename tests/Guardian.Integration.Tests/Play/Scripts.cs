namespace Guardian.Integration.Tests.Play;

/// <summary>Small workers that need nothing but the base system.</summary>
internal static class Scripts
{
    /// <summary>Writes its pid into the file it is given, a hundred times a second: two copies at once would show as A B A.</summary>
    public const string Mark = """
        my $file = shift;
        open(my $out, '>>', $file) or die "$file: $!";
        $SIG{TERM} = sub { exit 0 };
        while (1) { syswrite($out, "$$\n"); select(undef, undef, undef, 0.01); }
        """;

    /// <summary>Pids that came back after another one had written: none, when there were never two copies.</summary>
    public static int[] Interleaved(int[] marks)
    {
        List<int> runs = [];
        foreach (int pid in marks)
        {
            if (runs.Count == 0 || runs[^1] != pid) { runs.Add(pid); }
        }

        return [.. runs.GroupBy(pid => pid).Where(group => group.Count() > 1).Select(group => group.Key)];
    }
}
