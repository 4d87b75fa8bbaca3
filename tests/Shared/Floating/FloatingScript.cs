namespace Guardian.Testing.Floating;

/// <summary>A floating worker that writes down when it lives: for whoever wants to prove that it never lived twice at once.</summary>
/// <remarks>
/// <para>All processes of all nodes append to one file, a line by one write, so lines are whole and in order:</para>
/// <code>
/// S NODE PID WORKER/INDEX TOKEN REPLICA TIME BORN   at its start; BORN is when the kernel made the process
/// A PID TIME                                        every 10 ms
/// E PID TIME                                        when it is asked to end
/// </code>
/// <para>Times are seconds on CLOCK_MONOTONIC, which is one and the same for all processes of a server and is set by nobody.</para>
/// </remarks>
internal static class FloatingScript
{
    /// <summary>Environment variable that tells a node's name to what it runs: the definitions of all nodes must be the same.</summary>
    public const string NodeVariable = "MARKS_NODE";

    /// <summary>The program, for perl.</summary>
    public const string Text = """
        use strict;
        use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
        my ($file, $manner) = @ARGV;
        open(my $out, '>>', $file) or die "$file: $!";
        sub now { return clock_gettime(CLOCK_MONOTONIC) }
        sub mark { syswrite($out, join(' ', @_) . "\n") }
        sub words { open(my $in, '<', shift) or return ''; my $text = <$in>; return $text }
        my $stat = words('/proc/self/stat');
        my $ticks = (split ' ', substr($stat, rindex($stat, ')') + 2))[19];
        my ($uptime) = split ' ', words('/proc/uptime');
        my $begun = now();
        my $born = $begun - ($uptime - $ticks / 100);
        $born = $begun if $born > $begun;
        $SIG{TERM} = ($manner // '') eq 'stubborn' ? 'IGNORE' : sub { mark('E', $$, sprintf('%.6f', now())); exit 0 };
        mark('S', $ENV{MARKS_NODE}, $$, $ENV{GUARDIAN_INSTANCE}, $ENV{GUARDIAN_FENCING_TOKEN} // 0, $ENV{GUARDIAN_REPLICA} // 0,
            sprintf('%.6f', $begun), sprintf('%.6f', $born));
        while (1) {
            select(undef, undef, undef, 0.01);
            mark('A', $$, sprintf('%.6f', now()));
        }
        """;
}
