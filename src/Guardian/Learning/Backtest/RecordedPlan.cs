namespace Guardian.Learning.Backtest;

/// <summary>A plan that a recorded incident could have been answered with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Cost">What it costs by itself, 0 to 1.</param>
/// <param name="Destroys">Whether it ends or throws away more than belongs to one instance; a policy never tries it only to learn.</param>
public sealed record RecordedPlan(string Id, double Cost, bool Destroys);
