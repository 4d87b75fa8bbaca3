using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Tests.Configuration;

public class ReferenceConfigTests
{
    [Fact]
    public void Every_default_is_pinned()
    {
        ConfigProblems problems = new();
        GuardianOptions options = Example.Load("""guardian.workers.example.command = ["run"]""", problems);

        problems.All.ShouldBeEmpty();
        StringBuilder text = new();
        Render("guardian", options with { Workers = [] }, text);
        Render("worker", options.Workers.Single(), text);
        text.ToString().ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configuration", "defaults.txt")), "the reference changed: is that meant?");
    }

    [Fact]
    public void Keys_of_the_reference_and_properties_of_the_options_match_one_to_one()
    {
        HoconObject guardian = (HoconObject)((HoconObject)ReferenceConfig.Under().Root)["guardian"]!;
        List<string> differences = [];

        Compare("guardian", guardian, typeof(GuardianOptions), differences);
        Compare("guardian.worker-defaults", (HoconObject)guardian["worker-defaults"]!, typeof(WorkerDefinition), differences);

        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_comment_above_it_or_above_the_block_that_holds_it()
    {
        string[] lines = ReferenceConfig.Text.Split('\n');
        List<string> bare = [];
        for (int at = 1; at < lines.Length; at++)
        {
            bool isKey = lines[at].TrimStart() is { Length: > 0 } line && line[0] is not ('#' or '}');
            bool paragraph = lines[..at].Reverse().TakeWhile(above => above.Trim().Length > 0).Any(above => above.TrimStart().StartsWith('#'));
            if (isKey && !paragraph && !lines[at].TrimEnd().EndsWith('{'))
            {
                bare.Add(lines[at].Trim());
            }
        }

        bare.ShouldBeEmpty();
    }

    // What is read from a block's own name or from another block.
    private static readonly string[] s_notKeys = ["Name"];

    private static void Compare(string path, HoconObject at, Type options, List<string> differences)
    {
        PropertyInfo[] properties =
        [
            .. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null)
                .Where(property => !(s_notKeys.Contains(property.Name) && options != typeof(NodeOptions))),
        ];
        string[] expected = [.. properties.Select(property => Kebab(property.Name)), .. options == typeof(GuardianOptions) ? ["worker-defaults"] : Array.Empty<string>()];
        differences.AddRange(at.Keys.Except(expected).Select(key => $"{path}.{key} has no property in {options.Name}"));
        differences.AddRange(expected.Except(at.Keys).Select(key => $"{path}.{key} is missing; {options.Name} needs it"));
        foreach (PropertyInfo property in properties.Where(property => IsOptions(property.PropertyType)))
        {
            if (at[Kebab(property.Name)] is HoconObject inner)
            {
                Compare($"{path}.{Kebab(property.Name)}", inner, property.PropertyType, differences);
            }
        }
    }

    private static void Render(string path, object options, StringBuilder text)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null))
        {
            string key = $"{path}.{Kebab(property.Name)}";
            object? value = property.GetValue(options);
            if (value is not null && IsOptions(property.PropertyType))
            {
                Render(key, value, text);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{key} = {Show(value)}\n");
            }
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IEnumerable => value.ToString()!,
        IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static bool IsOptions(Type type) => type is { IsClass: true, Namespace: not null } && type.Name.EndsWith("Options", StringComparison.Ordinal);

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
