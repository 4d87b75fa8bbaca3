using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning.Patterns;

public class TemplateMinerTests
{
    [Fact]
    public void Lines_that_differ_in_values_only_are_one_template()
    {
        TemplateMiner miner = new(Miners.Options);

        LogTemplate first = miner.Learn("order 17 packed in 12ms");
        LogTemplate second = miner.Learn("order 18 packed in 3s");

        second.ShouldBeSameAs(first);
        first.Count.ShouldBe(2);
        first.Text.ShouldBe("order <*> packed in <*>");
    }

    [Fact]
    public void A_state_keeps_lines_apart()
    {
        TemplateMiner miner = new(Miners.Options);
        foreach (string state in new[] { "OPEN", "CLOSED", "OPENING", "CLOSING" })
        {
            miner.Learn($"circuit is now {state}");
        }

        miner.Templates.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(8, 1)]
    public void A_place_is_variable_once_enough_words_were_seen_there(int words, int templates)
    {
        TemplateMiner miner = new(Miners.Options);
        foreach (string fruit in Fruits.Take(words))
        {
            miner.Learn($"basket holds {fruit} and more");
        }

        miner.Templates.Count.ShouldBe(templates);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    public void After_a_preposition_half_as_many_are_enough(int words, int templates)
    {
        TemplateMiner miner = new(Miners.Options);
        foreach (string fruit in Fruits.Take(words))
        {
            miner.Learn($"delivery for {fruit} is late again");
        }

        miner.Templates.Count.ShouldBe(templates);
    }

    [Fact]
    public void A_first_word_needs_many_more()
    {
        TemplateMiner miner = new(Miners.Options);
        string[] names = [.. Enumerable.Range(0, 32).Select(at => $"{(char)('a' + at % 26)}{(char)('k' + at / 26)}na")];
        foreach (string name in names[..^1])
        {
            miner.Learn($"{name} has left the building");
        }

        miner.Templates.Count.ShouldBe(31);
        miner.Learn($"{names[^1]} has left the building").Text.ShouldBe("<*> has left the building");
        miner.Match("somebody has left the building").ShouldNotBeNull();
        miner.Templates.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_places_can_be_variable_at_once()
    {
        TemplateMiner miner = new(Miners.Options);
        for (int at = 0; at < 8; at++)
        {
            miner.Learn($"moved item {Fruits[at]} over towards shelf {Fruits[7 - at]} safely");
        }

        miner.Templates.Single().Text.ShouldBe("moved item <*> over towards shelf <*> safely");
    }

    [Fact]
    public void An_id_stays_valid_when_its_template_is_merged()
    {
        TemplateMiner miner = new(Miners.Options);
        LogTemplate[] seen = [.. Fruits.Take(8).Select(fruit => miner.Learn($"basket holds {fruit} and more"))];

        seen.Select(template => template.Current).Distinct().Count().ShouldBe(1);
        seen.Select(template => miner.Resolve(template.Id)).Distinct().Single().ShouldBe(seen[0].Current);
        seen[0].Current.Id.ShouldBe(seen[0].Id);
        seen[0].Current.Count.ShouldBe(8);
        miner.Resolve(4711).ShouldBeNull();
    }

    [Fact]
    public void Matching_does_not_learn()
    {
        TemplateMiner miner = new(Miners.Options);
        miner.Match("order 1 packed").ShouldBeNull();
        LogTemplate learned = miner.Learn("order 1 packed");

        miner.Match("order 2 packed").ShouldBe(learned);
        learned.Count.ShouldBe(1);
        miner.Templates.Count.ShouldBe(1);
    }

    [Fact]
    public void The_least_recently_used_template_goes()
    {
        TemplateMiner miner = new(Miners.Options with { MaxTemplates = 10 });
        LogTemplate kept = miner.Learn("alpha begins");
        LogTemplate gone = miner.Learn("beta begins there");
        for (int words = 3; words < 13; words++)
        {
            miner.Learn("alpha begins");
            miner.Learn(string.Join(' ', Fruits.Take(1).Concat(Enumerable.Repeat("zest", words))));
        }

        miner.Templates.Count.ShouldBe(10);
        miner.Resolve(kept.Id).ShouldBe(kept);
        miner.Resolve(gone.Id).ShouldBeNull();
    }

    [Fact]
    public void A_line_that_has_the_mask_where_a_template_became_open_joins_it()
    {
        TemplateMiner miner = new(Miners.Options);
        foreach (string fruit in Fruits.Take(7).Append("17"))
        {
            miner.Learn($"basket holds {fruit} and more");
        }

        miner.Templates.Single().Count.ShouldBe(8);
        miner.Learn("basket holds <*> and more").Count.ShouldBe(9);
    }

    [Fact]
    public void Anything_can_be_learned_within_the_bounds() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            TemplateMiner miner = new(Miners.Options with { MaxTemplates = 50, MaxLength = 200, MaxWords = 20 });
            List<LogTemplate> seen = [.. Miners.Lines(seed, 400).Select(line => miner.Learn(line))];
            return miner.Templates.Count <= 50
                && miner.Templates.All(template => template.Text.Length <= 664 && template.Current == template && miner.Resolve(template.Id) == template)
                && seen.Select(template => template.Current).Distinct().Sum(template => template.Count) == 400;
        }));

    [Fact]
    public void The_same_lines_give_the_same_templates() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            TemplateMiner one = new(Miners.Options with { MaxTemplates = 40 });
            TemplateMiner other = new(Miners.Options with { MaxTemplates = 40 });
            return Miners.Lines(seed, 300).All(line => one.Learn(line).Id == other.Learn(line).Id) && one.Export().ToJson() == other.Export().ToJson();
        }));

    [Fact]
    public void A_restored_miner_goes_on_as_the_exported_one() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            TemplateMinerOptions options = Miners.Options with { MaxTemplates = 60, MinValues = 3 };
            TemplateMiner one = new(options);
            foreach (string line in Miners.Lines(seed, 300))
            {
                one.Learn(line);
            }

            TemplateMiner other = TemplateMiner.Import(options, MinerSnapshot.FromJson(one.Export().ToJson()));
            return other.Export().ToJson() == one.Export().ToJson()
                && Miners.Lines(seed + 1, 300).All(line => one.Learn(line).Id == other.Learn(line).Id)
                && other.Export().ToJson() == one.Export().ToJson();
        }));

    [Fact]
    public void The_stored_form_is_pinned()
    {
        TemplateMiner miner = new(Miners.Options with { MinValues = 2 });
        miner.Learn("order 7 packed");
        miner.Learn("basket holds plums today");
        miner.Learn("basket holds pears today");

        miner.Export().ToJson().ShouldBe(
            """{"nextId":4,"templates":[{"id":1,"text":"order \u003C*\u003E packed","count":1,"open":[]},{"id":2,"text":"basket holds \u003C*\u003E today","count":2,"open":[2]}],"merged":[{"id":3,"into":2}]}""");
    }

    [Fact]
    public void A_snapshot_that_contradicts_itself_is_refused()
    {
        StoredTemplate once = new(1, "a b", 1, []);
        Should.Throw<FormatException>(() => TemplateMiner.Import(Miners.Options, new MinerSnapshot(2, [once, once], [])));
        Should.Throw<FormatException>(() => TemplateMiner.Import(Miners.Options, new MinerSnapshot(2, [once with { Open = [2] }], [])));
        Should.Throw<FormatException>(() => TemplateMiner.Import(Miners.Options, new MinerSnapshot(1, [once], [])));
        Should.Throw<System.Text.Json.JsonException>(() => MinerSnapshot.FromJson("{}"));
    }

    private static readonly string[] Fruits = ["apples", "pears", "plums", "cherries", "quinces", "grapes", "figs", "melons"];
}
