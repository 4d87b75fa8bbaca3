using Guardian.Learning.Backtest;

namespace Guardian.Tests.Learning.Backtest;

public class RecordedIncidentJsonTests
{
    private const string Line =
        """{"at":"2026-11-20T08:00:00+00:00","signature":"s1","kind":"Hang","plans":[{"id":"wait","cost":0,"destroys":false},{"id":"restart","cost":0.3,"destroys":false}],"executed":"restart","succeeded":true,"seconds":2.5,"outcomes":{"restart":true,"wait":false},"propensity":0.5}""";

    [Fact]
    public void A_line_is_written_as_it_was_read() =>
        RecordedIncidentJson.Write(RecordedIncidentJson.Read(Line).ShouldBeOfType<RecordedLine.Good>().Incident).ShouldBe(Line);

    [Fact]
    public void Lines_of_a_simulation_are_read_as_they_were_written()
    {
        foreach (RecordedIncident incident in PolicySimulation.Incidents(50, 1).AddRange(PolicySimulation.Incidents(50, 2, full: false)))
        {
            string line = RecordedIncidentJson.Write(incident);
            RecordedIncidentJson.Write(RecordedIncidentJson.Read(line).ShouldBeOfType<RecordedLine.Good>().Incident).ShouldBe(line);
        }
    }

    [Theory]
    [InlineData("\"at\":\"2026-11-20T08:00:00+00:00\",", "", "at is missing")]
    [InlineData("\"s1\"", "\"\"", "signature is missing")]
    [InlineData("\"Hang\"", "\"Plague\"", "kind \"Plague\" is none of Crash, Hang")]
    [InlineData("\"Hang\"", "\"1\"", "kind \"1\" is none of")]
    [InlineData("\"cost\":0.3", "\"cost\":3", "plan \"restart\" needs an id and a cost of 0 to 1")]
    [InlineData("\"id\":\"wait\"", "\"id\":\"restart\"", "plans names a plan twice")]
    [InlineData("\"executed\":\"restart\"", "\"executed\":\"pray\"", "executed \"pray\" is none of the plans")]
    [InlineData("2.5", "-1", "seconds must be 0 or more")]
    [InlineData("\"propensity\":0.5", "\"propensity\":0", "propensity must be over 0")]
    [InlineData(",\"wait\":false", "", "outcomes does not tell of plan \"wait\"")]
    [InlineData("\"succeeded\":true", "\"succeeded\":false", "contradict each other")]
    [InlineData("\"succeeded\":true", "\"succeeded\":\"yes\"", "succeeded has the wrong type or is broken, near character")]
    [InlineData("{\"at\"", "\"at\"", "not such an object")]
    public void What_is_wrong_with_a_line_is_said(string part, string instead, string problem) =>
        RecordedIncidentJson.Read(Line.Replace(part, instead, StringComparison.Ordinal)).ShouldBeOfType<RecordedLine.Bad>().Problem.ShouldContain(problem);
}
