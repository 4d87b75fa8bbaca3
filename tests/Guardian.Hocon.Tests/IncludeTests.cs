namespace Guardian.Hocon.Tests;

public sealed class IncludeTests
{
    [Theory]
    [InlineData("include \"b.conf\"")]
    [InlineData("include file(\"b.conf\")")]
    [InlineData("include required(\"b.conf\")")]
    [InlineData("include required(file(\"b.conf\"))")]
    [InlineData("include required( file( \"b.conf\" ) )")]
    [InlineData("include\n  \"b.conf\"")]
    [InlineData("include \"b\"")]
    [InlineData("{ include \"b.conf\" }")]
    public void All_forms_of_include_take_a_file_beside_the_including_one(string statement)
    {
        using Folder folder = new(("a.conf", statement), ("b.conf", "x = 1"));
        folder.Json("a.conf").ShouldBe("""{"x":1}""");
    }

    [Fact]
    public void An_absolute_path_is_taken_as_it_is()
    {
        using Folder folder = new(("far/b.conf", "x = 1"));
        folder.Write("a.conf", $"include \"{folder.At("far/b.conf")}\"");
        folder.Json("a.conf").ShouldBe("""{"x":1}""");
    }

    [Fact]
    public void Included_keys_merge_in_the_place_of_the_statement()
    {
        using Folder folder = new(("a.conf", "x = 1, y { z = 1 }\ninclude \"b.conf\"\nw = 4"), ("b.conf", "x = 2, y { v = 2 }, w = 3"));
        folder.Json("a.conf").ShouldBe("""{"x":2,"y":{"z":1,"v":2},"w":4}""");
    }

    [Fact]
    public void Relative_paths_start_at_the_including_file_in_every_level()
    {
        using Folder folder = new(("a.conf", "include \"d/b.conf\""), ("d/b.conf", "include \"e/c.conf\", include \"../f.conf\""), ("d/e/c.conf", "c = 1"), ("f.conf", "f = 1"));
        folder.Json("a.conf").ShouldBe("""{"c":1,"f":1}""");
    }

    [Fact]
    public void A_missing_file_counts_as_empty_unless_it_is_required()
    {
        using Folder folder = new(("a.conf", "include \"no.conf\"\ninclude \"no/such/b\"\nx = 1"), ("r.conf", "\n  include required(\"no.conf\")"));
        folder.Json("a.conf").ShouldBe("""{"x":1}""");
        folder.Refused("r.conf").ShouldEndWith("r.conf:2:3: the required file \"no.conf\" does not exist");
    }

    [Fact]
    public void A_name_without_extension_takes_all_files_of_that_name_with_conf_last()
    {
        using Folder folder = new(
            ("a.conf", "include \"b\""), ("b.properties", "x = p\ny = p\nz = p"), ("b.json", """{"x": "j", "y": "j"}"""), ("b.conf", "x = c"));
        folder.Json("a.conf").ShouldBe("""{"x":"c","y":"j","z":"p"}""");
    }

    [Fact]
    public void A_directory_of_the_name_does_not_stand_in_the_way()
    {
        using Folder folder = new(("a.conf", "include \"workers\""), ("workers/x.conf", ""), ("workers.conf", "x = 1"));
        folder.Json("a.conf").ShouldBe("""{"x":1}""");
    }

    [Fact]
    public void The_same_file_can_be_included_twice()
    {
        using Folder folder = new(("a.conf", "p { include \"b.conf\" }\nq { include \"b.conf\", x = 2 }"), ("b.conf", "x = 1, y = ${x}, l += ${x}"));
        folder.Json("a.conf").ShouldBe("""{"p":{"x":1,"y":1,"l":[1]},"q":{"x":2,"y":2,"l":[2]}}""");
    }

    [Fact]
    public void The_same_file_included_twice_in_one_place_appends_twice()
    {
        using Folder folder = new(("a.conf", "include \"b.conf\"\ninclude \"b.conf\""), ("b.conf", "l += 1"));
        folder.Json("a.conf").ShouldBe("""{"l":[1,1]}""");
    }

    [Fact]
    public void Substitutions_of_an_included_file_mean_its_own_root_first_and_the_including_roots_after()
    {
        using Folder folder = new(
            ("a.conf", "deep { inside { include \"b.conf\" } }\ndeep.inside { x = 42 }\nroot = r\nHERE = above"),
            ("b.conf", "x = 10, y = ${x}, z = ${root}, e = ${?HERE}, c { include \"c.conf\" }"),
            ("c.conf", "v = 1, own = ${v}, outer = ${x}, top = ${root}"));
        folder.Json("a.conf").ShouldBe(
            """{"deep":{"inside":{"x":42,"y":42,"z":"r","e":"above","c":{"v":1,"own":1,"outer":42,"top":"r"}}},"root":"r","HERE":"above"}""");
    }

    [Fact]
    public void A_self_reference_in_an_included_file_sees_the_value_of_the_including_one()
    {
        using Folder folder = new(("a.conf", "p { l = [1], t = x\ninclude \"b.conf\" }"), ("b.conf", "l = ${l} [2], t = ${t}y, m = ${?m} [3]"));
        folder.Json("a.conf").ShouldBe("""{"p":{"l":[1,2],"t":"xy","m":[3]}}""");
    }

    [Fact]
    public void A_file_can_be_included_in_an_element_of_an_array()
    {
        using Folder folder = new(("a.conf", "r = 7\nl = [{ include \"b.conf\" }, { include \"b.conf\", x = 2 }]"), ("b.conf", "x = 1, y = ${r}, k += 1"));
        folder.Json("a.conf").ShouldBe("""{"r":7,"l":[{"x":1,"y":7,"k":[1]},{"x":2,"y":7,"k":[1]}]}""");
    }

    [Fact]
    public void Environment_variables_are_looked_up_by_the_path_as_written()
    {
        using Folder folder = new(("a.conf", "p { include \"b.conf\" }"), ("b.conf", "home = ${HOME}"));
        folder.Json("a.conf", ("HOME", "/home/ada")).ShouldBe("""{"p":{"home":"/home/ada"}}""");
    }

    [Fact]
    public void Files_that_include_each_other_are_refused_with_the_circle()
    {
        using Folder folder = new(("a.conf", "include \"b.conf\""), ("b.conf", "x {\n include \"c.conf\" }"), ("c.conf", "include \"./b.conf\""), ("self.conf", "include \"self\""));
        folder.Refused("a.conf").ShouldEndWith("c.conf:1:1: files include each other in a circle: b.conf -> c.conf -> b.conf");
        folder.Refused("self.conf").ShouldEndWith("self.conf:1:1: files include each other in a circle: self.conf -> self.conf");
    }

    [Fact]
    public void A_mistake_in_an_included_file_names_that_file()
    {
        using Folder folder = new(("a.conf", "include \"d/b.conf\""), ("d/b.conf", "\nx = ["), ("arr.conf", "include \"arr.json\""), ("arr.json", "[1]"));
        folder.Refused("a.conf").ShouldStartWith(folder.At("d/b.conf") + ":2:6: ");
        folder.Refused("arr.conf").ShouldEndWith("arr.json:1:1: expected an object at the root of an included file, found an array");
    }

    [Fact]
    public void A_text_includes_from_the_directory_it_is_given()
    {
        using Folder folder = new(("b.conf", "x = 1"));
        HoconParser.ParseText("include \"b.conf\"", "(built in)", new HoconOptions { BaseDirectory = folder.At("") }).ToJson(indented: false).ShouldBe("""{"x":1}""");
    }

    [Fact]
    public void Properties_are_strings_with_keys_split_at_every_dot_and_objects_win()
    {
        using Folder folder = new(("a.conf", "include \"b.properties\""), ("b.properties",
            "# comment\n! another\na.b = 1\na=lost\nc:two words \nd three\\\n   four\ne\\ f = \\u00e9\\t\\=\nempty\n"));
        folder.Json("a.conf").ShouldBe("""{"a":{"b":"1"},"c":"two words ","d":"threefour","e f":"é\t=","empty":""}""");
    }

    [Theory]
    [InlineData("a = \\u12", "b.properties:1:1: expected four hexadecimal digits after \\u")]
    [InlineData("\na = \\ud800", "b.properties:2:1: expected both halves of a surrogate pair, found one")]
    public void Wrong_escapes_in_properties_are_refused(string content, string message)
    {
        using Folder folder = new(("b.properties", content));
        folder.Refused("b.properties").ShouldEndWith(message);
    }

    [Fact]
    public void The_number_and_depth_of_includes_are_bounded()
    {
        using Folder folder = new();
        for (int i = 0; i < 40; i++)
        {
            folder.Write($"{i}.conf", $"include \"{i + 1}.conf\"\ninclude \"{i + 1}.conf\"");
        }

        folder.Refused("0.conf").ShouldContain("more than 1000 files are included");
        HoconOptions shallow = new() { Limits = new HoconLimits { MaxIncludeDepth = 3 } };
        Should.Throw<HoconException>(() => HoconParser.ParseFile(folder.At("0.conf"), shallow)).Message.ShouldContain("includes nest deeper than 3 files");
    }
}
