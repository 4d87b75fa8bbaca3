using Guardian.Cluster.Bus;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>Where the sending goes on: every pair of what a process knows and what it finds.</summary>
public sealed class ForwardRuleTests
{
    private static readonly Guid s_home = Guid.Parse("11111111-0000-0000-0000-000000000000");
    private static readonly Guid s_otherHome = Guid.Parse("22222222-0000-0000-0000-000000000000");
    private static readonly Guid s_run = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000");
    private static readonly Guid s_earlierRun = Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000");
    private static readonly ForwardSelf s_self = new("n1", s_home, s_run);

    [Theory]
    [InlineData(null, null, "Begin 40")]
    [InlineData("other", 7L, "Begin 40")]
    [InlineData("earlier", 7L, "Resume 7")]
    [InlineData("earlier", 40L, "Resume 40")]
    [InlineData("earlier", 41L, "Begin 40")] // the node's own journal has lost its end
    public void A_process_that_starts_goes_on_where_its_directory_was_or_begins_at_the_present_end(string? whose, long? position, string verdict) =>
        Say(ForwardRule.Judge(null, whose is null ? null : Word(whose, 3, position!.Value), s_self, startedAt: 40, lateSeen: false)).ShouldBe(verdict);

    [Theory]
    [InlineData("own 5 50", "own 5 50", false, "Resume 50")] // not done
    [InlineData("own 5 50", "own 6 60", false, "Resume 60")] // done
    [InlineData("own 5 50", "own 9 90", false, "Resume 90")] // several were on their way, all done
    [InlineData("own 5 50", "own 4 30", false, "Rewound 30")]
    [InlineData("own 5 50", "earlier 2 10", false, "Rewound 10")]
    [InlineData("own 5 50", "other 2 10", false, "Rewound 50")] // what this directory sent is gone, nobody can tell how far that was
    [InlineData("own 5 50", "nothing", false, "Rewound 50")]
    [InlineData("own 5 50", "earlier 6 60", false, "Late 60")]
    [InlineData("own 5 50", "earlier 6 60", true, "Conflict")]
    [InlineData("own 5 50", "earlier 5 50", false, "Conflict")] // the same place, but somebody else's word
    [InlineData("own 5 50", "own 5 51", false, "Conflict")]
    [InlineData("own 5 50", "other 6 3", false, "Conflict")]
    [InlineData("own 5 50", "other 5 3", false, "Conflict")]
    [InlineData("nothing", "nothing", false, "Resume 50")]
    [InlineData("nothing", "own 1 60", false, "Resume 60")]
    [InlineData("nothing", "other 1 60", false, "Conflict")]
    [InlineData("other 5 7", "other 5 7", false, "Resume 50")] // begun anew after another directory's word, and nothing written yet
    [InlineData("other 5 7", "other 6 8", false, "Conflict")]
    [InlineData("earlier 5 50", "earlier 6 60", false, "Late 60")]
    [InlineData("earlier 5 50", "earlier 5 50", false, "Resume 50")]
    public void A_process_in_doubt_compares_what_it_finds_with_what_stood_there(string stood, string found, bool lateSeen, string verdict) =>
        Say(ForwardRule.Judge(new ForwardPlace(Word(stood), 50), Word(found), s_self, startedAt: 40, lateSeen)).ShouldBe(verdict);

    [Theory]
    [InlineData("other 6 3", "another node", "guardian.node.name")]
    [InlineData("own 5 51", "copy of its data directory", "guardian.node.name")]
    public void A_conflict_says_who_and_what_to_do(string found, string who, string what)
    {
        ForwardVerdict.Conflict conflict = ForwardRule.Judge(new ForwardPlace(Word("own 5 50"), 50), Word(found), s_self, 0, false)
            .ShouldBeOfType<ForwardVerdict.Conflict>();

        conflict.Reason.ShouldContain("node 'n1'");
        conflict.Reason.ShouldContain(who);
        conflict.Reason.ShouldContain(what);
    }

    [Fact]
    public void A_place_is_read_as_it_was_written()
    {
        ForwardCursor cursor = new(12, s_home, s_run, 345);

        ForwardJson.Cursor(12, ForwardJson.Bytes(cursor)).ShouldBe(cursor);
        System.Text.Encoding.UTF8.GetString(ForwardJson.Bytes(cursor)).ShouldBe(
            """{"home":"11111111-0000-0000-0000-000000000000","run":"aaaaaaaa-0000-0000-0000-000000000000","position":345}""");
    }

    private static ForwardCursor? Word(string text) =>
        text.Split(' ') is [string whose, string sequence, string position]
            ? Word(whose, long.Parse(sequence, System.Globalization.CultureInfo.InvariantCulture), long.Parse(position, System.Globalization.CultureInfo.InvariantCulture))
            : null;

    private static ForwardCursor Word(string whose, long sequence, long position) =>
        new(sequence, whose == "other" ? s_otherHome : s_home, whose == "own" ? s_run : s_earlierRun, position);

    private static string Say(ForwardVerdict verdict) => verdict switch
    {
        ForwardVerdict.Resume resume => $"Resume {resume.Position}",
        ForwardVerdict.Begin begin => $"Begin {begin.Position}",
        ForwardVerdict.Rewound rewound => $"Rewound {rewound.Position}",
        ForwardVerdict.Late late => $"Late {late.Position}",
        _ => verdict.GetType().Name,
    };
}
