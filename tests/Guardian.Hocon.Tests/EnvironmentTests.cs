namespace Guardian.Hocon.Tests;

public sealed class EnvironmentTests
{
    private static readonly HoconOptions s_off = new() { ResolveEnvironment = false, Environment = _ => "leaked" };

    [Theory]
    [InlineData("a = ${HOME}/x", """{"a":"/home/ada/x"}""")]
    [InlineData("a = ${PORT}", """{"a":"80"}""")]
    [InlineData("a = ${?EMPTY}", """{"a":""}""")]
    [InlineData("a = 1, a = ${?PORT}", """{"a":"80"}""")]
    [InlineData("a = 1, a = ${?NONE}", """{"a":1}""")]
    [InlineData("HOME = null, a = ${HOME}", """{"HOME":null,"a":null}""")]
    [InlineData("HOME = /h, a = ${HOME}", """{"HOME":"/h","a":"/h"}""")]
    [InlineData("HOME = ${HOME}/sub", """{"HOME":"/home/ada/sub"}""")]
    [InlineData("HOME = ${?HOME}", """{"HOME":"/home/ada"}""")]
    [InlineData("a = ${P.Q}", """{"a":"dotted"}""")]
    public void A_variable_is_a_text_and_the_last_resort(string text, string json) =>
        Hocon.Json(text, ("HOME", "/home/ada"), ("PORT", "80"), ("EMPTY", ""), ("P.Q", "dotted")).ShouldBe(json);

    [Theory]
    [InlineData("a = ${L[]}", """{"a":["x","y"]}""")]
    [InlineData("a = [0] ${?L[]}", """{"a":[0,"x","y"]}""")]
    [InlineData("a = [0] ${?NONE[]}", """{"a":[0]}""")]
    [InlineData("a = ${?NONE[]}", "{}")]
    [InlineData("a = [0]\na = ${a} ${?L[]}", """{"a":[0,"x","y"]}""")]
    [InlineData("L = [7], a = ${L[]}", """{"L":[7],"a":[7]}""")]
    public void A_list_suffix_collects_numbered_variables(string text, string json) =>
        Hocon.Json(text, ("L_0", "x"), ("L_1", "y"), ("L_3", "behind a gap"), ("L", "single")).ShouldBe(json);

    [Fact]
    public void A_list_that_the_environment_lacks_is_undefined()
    {
        Hocon.Refused("a = ${L[]}").ShouldContain("${L[]} is not defined");
    }

    [Theory]
    [InlineData("a = ${HOME}", """{"a":"${HOME}"}""")]
    [InlineData("a = ${HOME}/x, b = ${a}", """{"a":"${HOME}/x","b":"${HOME}/x"}""")]
    [InlineData("a = 80, a = ${?PORT}", """{"a":80}""")]
    [InlineData("a = ${?PORT}", "{}")]
    [InlineData("a = ${L[]}", """{"a":"${L[]}"}""")]
    [InlineData("a = ${b}, b = 1", """{"a":1,"b":1}""")]
    public void Without_the_environment_its_variables_stay_as_text(string text, string json) =>
        HoconParser.ParseText(text, options: s_off).ToJson(indented: false).ShouldBe(json);

    [Fact]
    public void Without_the_environment_an_undefined_path_is_still_an_error()
    {
        Hocon.Refused("a = ${b.c}", s_off).ShouldBe("test.conf:1:5: ${b.c} is not defined");
    }

    [Fact]
    public void Unresolved_paths_can_be_allowed_and_stay_as_text()
    {
        HoconOptions allowed = Hocon.With() with { AllowUnresolved = true };
        HoconParser.ParseText("a = ${b.c}-${?d}, e = ${\"x y\"}", options: allowed).ToJson(indented: false).ShouldBe("""{"a":"${b.c}-","e":"${\"x y\"}"}""");
    }

    [Fact]
    public void A_name_that_no_variable_can_have_is_not_asked_for()
    {
        Hocon.Json("a = ${?\"\"}, b = ${?\"x=y\"}, c = ${?\"\\u0000\"}").ShouldBe("{}");
        HoconParser.ParseText("a = ${?\"\"}, b = ${?\"x=y\"}, c = ${?\"\\u0000\"}").ToJson(indented: false).ShouldBe("{}");
    }
}
