using Guardian.Workers.Records;

namespace Guardian.Workers.Actors;

/// <summary>What is wanted of a worker: a person's word where there is one, the definition's otherwise.</summary>
/// <param name="Run">Whether it should run.</param>
/// <param name="Scale">A person's word on the number of instances, or null.</param>
/// <param name="Spoken">Whether <paramref name="Run"/> is a person's word.</param>
internal sealed record WorkerIntent(bool Run, int? Scale, bool Spoken)
{
    /// <summary>Recovery's word on the number of instances, or null; a person's goes before it.</summary>
    public int? Advised { get; init; }

    /// <summary>What is wanted of a worker that the store knows.</summary>
    public static WorkerIntent Of(WorkerRecord known, WorkerDefinition definition) =>
        new(known.Run ?? definition.Autostart, known.Scale, known.Run is not null) { Advised = known.Advised };

    /// <summary>How many instances that means under a definition; a person's word is kept within its bounds.</summary>
    public int Instances(WorkerDefinition definition) =>
        Math.Clamp(Scale ?? Advised ?? definition.Instances.Start, definition.Instances.Min, definition.Instances.Max);

    /// <summary>The intent after the store told, later than usual, what had been said before this node started.</summary>
    /// <param name="known">What the store knows. It counts where nobody has spoken since.</param>
    /// <returns>The intent; equal to this one when nothing changes.</returns>
    public WorkerIntent Recall(WorkerRecord known) => new(
        Spoken ? Run : known.Run ?? Run,
        Scale ?? known.Scale,
        Spoken || known.Run is not null) { Advised = Advised ?? known.Advised };
}
