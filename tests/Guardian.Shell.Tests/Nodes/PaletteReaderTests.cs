using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Tests.Nodes;

public class PaletteReaderTests
{
    [Fact]
    public void Reads_back_what_a_node_writes_for_every_field_of_the_contract()
    {
        Palette palette = new("worker", "Workers", [
            new PaletteCommand
            {
                Name = "logs",
                Summary = "Its log",
                Method = "GET",
                Path = "/api/v1/{name}",
                Arguments = [new PaletteParameter { Name = "name", Summary = "Its name", Required = true, CompleteFrom = "/api/v1/names" }],
                Options = [.. Enum.GetValues<PaletteParameterKind>().Select(kind => new PaletteParameter { Name = $"o{kind}", Summary = "S", Kind = kind, Choices = ["a", "b"] })],
                Result = new PaletteResult(PaletteResultKind.Table, [.. Enum.GetValues<PaletteFormat>().Select(format => new PaletteColumn($"T{format}", "a.b", format))], "rows"),
                Confirm = "Sure?",
                Watchable = true,
                Streams = true,
            },
            .. Enum.GetValues<PaletteResultKind>().Select(kind => new PaletteCommand { Name = $"k{kind}", Summary = "", Method = "POST", Path = "/api/v1/x", Result = new PaletteResult(kind) }),
        ]);
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
        string written = JsonSerializer.Serialize(new[] { palette }, options);

        PaletteSet read = PaletteReader.Read(Encoding.UTF8.GetBytes(written));

        read.Problems.ShouldBeEmpty();
        JsonSerializer.Serialize(read.Palettes, options).ShouldBe(written);
    }

    [Fact]
    public void Degrades_what_a_newer_node_adds()
    {
        PaletteSet set = Read("""
            [{"name":"x","new":1,"commands":[{"name":"c","method":"get","path":"/api/v1/x","result":{"kind":"hologram","columns":[{"field":"a","format":"smell"}]},
              "options":[{"name":"o","kind":"colour"}]}]}]
            """);
        PaletteCommand command = set.Find("x").ShouldNotBeNull().Commands.Single();
        command.Method.ShouldBe("GET");
        command.Result.Kind.ShouldBe(PaletteResultKind.Text);
        command.Result.Columns.Single().Format.ShouldBe(PaletteFormat.Text);
        command.Options.Single().Kind.ShouldBe(PaletteParameterKind.Text);
    }

    [Fact]
    public void Leaves_out_and_names_commands_that_ask_outside_the_api()
    {
        PaletteSet set = Read("""
            [{"name":"x","commands":[{"name":"evil","method":"GET","path":"//elsewhere/api"},{"name":"odd","method":"PUT","path":"/api/v1/x"},
              {"method":"GET","path":"/api/v1/x"},{"name":"good","method":"GET","path":"/api/v1/x"}]},{"commands":[]}]
            """);
        set.Palettes.Single().Commands.Single().Name.ShouldBe("good");
        set.Problems.Length.ShouldBe(4);
        set.Problems[0].ShouldContain("x evil");
    }

    [Fact]
    public void Joins_palettes_of_one_name_and_keeps_the_first_command_of_a_name()
    {
        PaletteSet set = Read("""
            [{"name":"x","summary":"first","commands":[{"name":"a","method":"GET","path":"/api/v1/1"}]},
             {"name":"x","summary":"second","commands":[{"name":"a","method":"GET","path":"/api/v1/2"},{"name":"b","method":"GET","path":"/api/v1/3"}]}]
            """);
        Palette palette = set.Palettes.Single();
        palette.Summary.ShouldBe("first");
        palette.Commands.Select(command => command.Path).ShouldBe(["/api/v1/1", "/api/v1/3"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("")]
    public void Refuses_what_is_no_array(string json) => Should.Throw<JsonException>(() => Read(json));

    private static PaletteSet Read(string json) => PaletteReader.Read(Encoding.UTF8.GetBytes(json));
}
