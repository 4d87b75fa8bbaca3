namespace Guardian.Workers.Actors;

/// <summary>What is wanted of a worker: a person's word where there is one, the definition's otherwise.</summary>
/// <param name="Run">Whether it should run.</param>
/// <param name="Scale">A person's word on the number of instances, or null.</param>
internal sealed record WorkerIntent(bool Run, int? Scale)
{
    /// <summary>How many instances that means under a definition; a person's word is kept within its bounds.</summary>
    public int Instances(WorkerDefinition definition) =>
        Math.Clamp(Scale ?? definition.Instances.Start, definition.Instances.Min, definition.Instances.Max);
}
