using Guardian.Tests.Configuration;

namespace Guardian.Tests.Sages;

public class SagesOptionsTests
{
    [Theory]
    [InlineData("crisis.failure-rate = 0%", "must be over 0 % and not over 100 %")]
    [InlineData("crisis.backlog = 0", "must be 1 or more")]
    [InlineData("crisis.response-time = 0s", "must be longer than zero")]
    [InlineData("crisis.memory = 120%", "must be over 0 % and not over 100 %")]
    [InlineData("crisis.confirm.within = 10s", "is too short for 2 checks at one every 30 s (guardian.interval)")]
    [InlineData("task.busy-load = 0", "must be over 0")]
    [InlineData("task.idle-cpu = 95%", "must be over 0 % and not over busy-cpu")]
    [InlineData("task.idle-memory = 90%", "must be over 0 % and not over busy-memory")]
    [InlineData("pattern.window = 0s", "must be longer than zero")]
    [InlineData("pattern.signatures = 15", "must be 16 to 10000")]
    [InlineData("pattern.cases = 2", "must be 3 to 5000")]
    public void What_makes_no_sense_is_refused_with_its_path_and_rule(string setting, string rule)
    {
        string problem = Example.ProblemsOf($"guardian.sages.{setting}").ShouldHaveSingleItem();

        problem.ShouldStartWith($"guardian.sages.{setting.Split(' ')[0]}");
        problem.ShouldEndWith(rule);
    }
}
