using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Guardian.Hocon.Tests;

public sealed class PropertyTests
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, MaxDepth = 128 };

    [Fact]
    public void Every_JSON_document_is_HOCON_with_the_same_meaning()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Seeds(), seed =>
        {
            JsonNode document = RandomTree.Document(new Random(seed));
            string json = document.ToJsonString(seed % 2 == 0 ? s_json : null);
            JsonNode read = JsonNode.Parse(HoconParser.ParseText(json).ToJson(indented: seed % 3 == 0))!;
            JsonNode.DeepEquals(read, document).ShouldBeTrue(json);
        }));
    }

    [Fact]
    public void A_tree_written_in_any_style_of_HOCON_reads_back_the_same()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Seeds(), seed =>
        {
            Random random = new(seed);
            JsonNode document = RandomTree.Document(random);
            string hocon = RandomStyle.Write(document, random);
            JsonNode read = JsonNode.Parse(HoconParser.ParseText(hocon, options: Hocon.With()).ToJson(indented: false))!;
            JsonNode.DeepEquals(read, document).ShouldBeTrue($"{hocon}\n--- is not ---\n{document}\n--- but ---\n{read}");
        }));
    }

    [Fact]
    public void Reading_what_was_rendered_gives_an_equal_value()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Seeds(), seed =>
        {
            HoconValue value = HoconParser.ParseText(RandomTree.Document(new Random(seed)).ToJsonString()).Root;
            HoconValue again = HoconParser.ParseText(value.ToJson(indented: seed % 2 == 0)).Root;
            again.ShouldBe(value);
            again.GetHashCode().ShouldBe(value.GetHashCode());
        }));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        using Folder folder = new();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            File.WriteAllBytes(folder.At("x.conf"), bytes);
            ReadOrRefuse(() => HoconParser.ParseFile(folder.At("x.conf"), Hocon.With()));
        }));
    }

    [Fact]
    public void Any_sequence_of_tokens_is_read_or_refused()
    {
        string[] tokens =
        [
            "a", "b", "c.d", "\"q\"", "1", "1.5", "true", "null", "{", "}", "{", "}", "[", "]", ",", "\n", "\n", " ", "=", ":", "+=", "=", "${a}", "${?b}", "${a.b}",
            "${?c.d}", "${", "$", "?", "\"", "\"\"\"", "#x\n", "//", "include ", "include \"x\"", "\\", ".", "..", "-", "+", "\t", "\u00a0", "\ufeff", "é", "😀", "${c[]}", "a = ${a}", "a = ${a} {",
            "b = ${a} [", "a { b = ${b} }\n", "b { a = ${?a} }\n", "c = ${b} ${a}\n", "b += ${c}\n", "a.b = ${?a.b}x\n",
        ];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Seeds(), seed =>
        {
            Random random = new(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => tokens[random.Next(tokens.Length)]));
            ReadOrRefuse(() => HoconParser.ParseText(text, options: Hocon.With()));
        }));
    }

    [Fact]
    public void Fields_that_refer_to_each_other_at_random_are_resolved_or_refused()
    {
        string[] values =
        [
            "1", "x", "[1]", "{ a = 1 }", "${a}", "${?a}", "${b}", "${?b}", "${?c.a}", "${?c}", "${?a.b} x", "${?b} [2]", "[${?a}]", "{ b = ${?a} }", "${?a} { c = ${?b.a} }", "${?a} ${?b}", "${?c}${?c}",
            "{ a = ${?b}, b = ${?a} }", "{ a += ${?c.a} }", "null",
        ];
        string[] keys = ["a", "b", "c", "a.b", "b.a", "c.a", "c.a.b"];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Seeds(), seed =>
        {
            Random random = new(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
                $"{keys[random.Next(keys.Length)]} {(random.Next(5) == 0 ? "+=" : "=")} {values[random.Next(values.Length)]}\n"));
            ReadOrRefuse(() => HoconParser.ParseText(text, options: Hocon.With()));
        }));
    }

    [Fact]
    public void Layers_merge_as_texts_one_after_the_other_would()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Seeds(), seed =>
        {
            Random random = new(seed);
            string[] texts = [.. Enumerable.Range(0, 3).Select(_ => RandomTree.Object(random, 3).ToJsonString())];
            string merged = HoconParser.ParseText(string.Join('\n', texts.Select(text => text[1..^1]))).ToJson(indented: false);
            HoconParser.ParseLayers(texts.Select(text => HoconSource.Text(text))).ToJson(indented: false).ShouldBe(merged);
        }));
    }

    private static Arbitrary<int> Seeds() => ArbMap.Default.ArbFor<int>().MapFilter(seed => seed, seed => seed >= 0);

    private static void ReadOrRefuse(Func<HoconConfig> read)
    {
        string json;
        try
        {
            json = read().ToJson(indented: false);
        }
        catch (HoconException refused)
        {
            refused.Reason.ShouldNotBeNullOrWhiteSpace();
            return;
        }

        using JsonDocument valid = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        Encoding.UTF8.GetByteCount(json).ShouldBeGreaterThan(0);
    }
}
