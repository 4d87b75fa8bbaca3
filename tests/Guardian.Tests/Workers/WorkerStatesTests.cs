using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class WorkerStatesTests
{
    [Fact]
    public void A6_states_have_the_names_that_interfaces_promise() =>
        Enum.GetValues<WorkerState>().Select(state => state.Text()).ShouldBe(["starting", "healthy", "warning", "critical", "dead", "stopped"]);
}
