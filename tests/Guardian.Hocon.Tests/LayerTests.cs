namespace Guardian.Hocon.Tests;

public sealed class LayerTests
{
    [Fact]
    public void A_user_s_value_is_seen_by_the_defaults_that_refer_to_it()
    {
        HoconParser.ParseLayers([HoconSource.Text("data = ./data, journal = ${data}/journal.db, list = [1]"), HoconSource.Text("data = /var, list += 2")])
            .ToJson(indented: false).ShouldBe("""{"data":"/var","journal":"/var/journal.db","list":[1,2]}""");
    }

    [Fact]
    public void A_higher_layer_can_refer_to_a_lower_one_and_extend_it()
    {
        HoconParser.ParseLayers([HoconSource.Text("d { x = 1, y = [a] }, t = p"), HoconSource.Text("d { y = ${d.y} [b], z = ${d.x} }, w = ${d} { x = 2 }, t = ${t}q")])
            .ToJson(indented: false).ShouldBe("""{"d":{"x":1,"y":["a","b"],"z":1},"t":"pq","w":{"x":2,"y":["a","b"],"z":1}}""");
    }

    [Fact]
    public void Layers_merge_in_pairs_so_that_a_value_between_two_objects_separates_them()
    {
        HoconParser.ParseLayers([HoconSource.Text("a { y = 2 }"), HoconSource.Text("a = 42"), HoconSource.Text("a { x = 1 }")]).ToJson(indented: false).ShouldBe("""{"a":{"x":1}}""");
        HoconParser.ParseLayers([HoconSource.Text("a = 42"), HoconSource.Text("a { y = 2 }"), HoconSource.Text("a { x = 1 }")]).ToJson(indented: false).ShouldBe("""{"a":{"y":2,"x":1}}""");
    }

    [Fact]
    public void An_optional_file_may_be_missing_and_no_layer_gives_nothing()
    {
        HoconParser.ParseLayers([HoconSource.Text("a = 1"), HoconSource.File("no/such.conf", optional: true)]).ToJson(indented: false).ShouldBe("""{"a":1}""");
        HoconParser.ParseLayers([]).ShouldBe(HoconConfig.Empty);
        Should.Throw<HoconException>(() => HoconParser.ParseLayers([HoconSource.Text("a = 1"), HoconSource.Text("\n[1]", "list.conf")]))
            .Message.ShouldBe("list.conf:2:1: expected an object at the root: an array cannot be merged with other layers");
    }

    [Fact]
    public void A_fallback_adds_what_is_missing_and_changes_nothing_resolved()
    {
        HoconConfig user = Hocon.Read("a { x = 1 }, b = 5, n = null");
        HoconConfig defaults = Hocon.Read("x = 0, y = ${x}, a { x = 2, z = 3 }, b { c = 1 }, n = 7");
        user.WithFallback(defaults).ToJson(indented: false).ShouldBe("""{"x":0,"y":0,"a":{"x":1,"z":3},"b":5,"n":null}""");
        user.WithFallback(HoconConfig.Empty).Root.ShouldBe(user.Root);
        HoconConfig.Empty.WithFallback(user).Root.ShouldBe(user.Root);
    }

    [Fact]
    public void Values_are_equal_by_content_whatever_their_place_and_key_order()
    {
        HoconValue one = Hocon.Read("a { x = 1.10, y = [true, null, t] }, b = 10").Root;
        HoconValue same = Hocon.Read("\n\nb = 1e1\na.y = [true, null, \"t\"]\na.x = 1.1").Root;
        one.ShouldBe(same);
        one.GetHashCode().ShouldBe(same.GetHashCode());
        foreach (string other in new[] { "a { x = 1.11, y = [true, null, t] }, b = 10", "a { x = 1.1, y = [true, null, t] }, b = \"10\"", "a { x = 1.1, y = [true, null] }, b = 10", "b = 10" })
        {
            one.ShouldNotBe(Hocon.Read(other).Root);
        }
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("-0", "0", true)]
    [InlineData("100", "1E+2", true)]
    [InlineData("0.001", "1e-3", true)]
    [InlineData("12345678901234567890123", "12345678901234567890123.0", true)]
    [InlineData("12345678901234567890123", "12345678901234567890124", false)]
    [InlineData("1e99999999999", "1e99999999999", true)]
    [InlineData("1", "-1", false)]
    public void Numbers_are_equal_by_exact_value(string one, string other, bool equal) =>
        Hocon.Read($"a = {one}").Root.Equals(Hocon.Read($"a = {other}").Root).ShouldBe(equal);

    [Fact]
    public void Origins_name_the_last_place_of_keys_and_values()
    {
        HoconObject root = (HoconObject)Hocon.Read("a { x = 1 }\n\n  a { y = 2 }\nb = [1,\n 2]\nc = ${a}").Root;

        root["a"]!.Origin.ShouldBe(new HoconOrigin("test.conf", 3, 5));
        root.OriginOf("a").ShouldBe(new HoconOrigin("test.conf", 3, 3));
        ((HoconArray)root["b"]!)[1].Origin.ShouldBe(new HoconOrigin("test.conf", 5, 2));
        root.OriginOf("c").ShouldBe(new HoconOrigin("test.conf", 6, 1));
        root.OriginOf("none").ShouldBe(root.Origin);
    }

    [Fact]
    public void Json_keeps_order_digits_and_letters_and_escapes_only_what_it_must()
    {
        HoconConfig config = Hocon.Read("z = 1.10, a { e = [], f = {}, s = \"é😀/<>&'\\\"\\\\\\n\\u0001\\u007f\" }, n = null");
        config.ToJson(indented: true).ShouldBe(
            "{\n  \"z\": 1.10,\n  \"a\": {\n    \"e\": [],\n    \"f\": {},\n    \"s\": \"é😀/<>&'\\\"\\\\\\n\\u0001\\u007f\"\n  },\n  \"n\": null\n}");
        config.Root.ToString().ShouldBe(config.ToJson(indented: false));
    }
}
