namespace Guardian.Hocon.Tests;

/// <summary>Short forms for tests: no environment but the one given.</summary>
internal static class Hocon
{
    public static string Json(string text, params (string Name, string Value)[] environment) => Read(text, environment).ToJson(indented: false);

    public static HoconConfig Read(string text, params (string Name, string Value)[] environment) =>
        HoconParser.ParseText(text, "test.conf", With(environment));

    public static HoconOptions With(params (string Name, string Value)[] environment) =>
        new() { Environment = name => environment.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault() };

    /// <summary>The message of the refusal.</summary>
    public static string Refused(string text, HoconOptions? options = null) =>
        Should.Throw<HoconException>(() => HoconParser.ParseText(text, "test.conf", options ?? With())).Message;
}
