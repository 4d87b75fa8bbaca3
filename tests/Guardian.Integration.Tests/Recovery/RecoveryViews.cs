namespace Guardian.Integration.Tests.Recovery;

/// <summary>An incident as the API lists it.</summary>
internal sealed record IncidentView(
    string Id,
    string Subject,
    string Kind,
    string Phase,
    string Severity,
    string? Plan,
    int Attempt,
    string Note,
    DateTimeOffset DetectedAt,
    DateTimeOffset? RecoveredAt,
    DateTimeOffset? EndedAt,
    double? RecoverySeconds,
    string Signature,
    string[] Failed,
    string? CuredBy,
    bool ByPerson,
    bool Escalated,
    string? Label)
{
    public bool IsOver => Phase is "resolved" or "cancelled";
}

/// <summary>A step of an incident's story, as the API tells it.</summary>
internal sealed record StoryView(DateTimeOffset At, string What, string Detail);

/// <summary>What was kept, as the API shows it.</summary>
internal sealed record EvidenceView(string[] LogLines, string[] ErrorLines, string? LastExit, string? Task, string? CommandOutput, string? File);

/// <summary>An incident with its story.</summary>
internal sealed record IncidentStory(IncidentView Incident, StoryView[] Story, EvidenceView? Evidence)
{
    /// <summary>Kinds of steps, in order.</summary>
    public string[] Steps => [.. Story.Select(step => step.What)];

    /// <summary>Actions that were begun, in order.</summary>
    public string[] Begun => [.. Story.Where(step => step.What == "begins").Select(step => step.Detail)];

    /// <summary>All of it as text, for messages.</summary>
    public string Text => string.Join('\n', Story.Select(step => $"{step.At:HH:mm:ss.fff} {step.What}: {step.Detail}"));

    /// <summary>The first step of a kind.</summary>
    public StoryView Step(string what) => Story.FirstOrDefault(step => step.What == what) ?? throw new InvalidOperationException($"no '{what}' in:\n{Text}");

    /// <summary>Whether these steps happened in this order, with any others between them.</summary>
    public bool Tells(params string[] steps)
    {
        int next = 0;
        foreach (string step in Steps)
        {
            if (next < steps.Length && step == steps[next]) { next++; }
        }

        return next == steps.Length;
    }
}

/// <summary>A line of the fault worker's marks.</summary>
internal sealed record Mark(string Word, int Pid, string Subject, long Nanoseconds, string More);

/// <summary>An alert as the API lists it.</summary>
internal sealed record AlertView(string Id, string Level, string Source, string Message, string? Incident, string Key, string State);

/// <summary>A report of key figures, as the API makes it.</summary>
internal sealed record FiguresView(FigureView[] Figures, StrategyFigureView[] Strategies, KindFigureView[] Kinds)
{
    public double? Of(string name) => Figures.Single(figure => figure.Name == name).Value;
}

/// <summary>One key figure.</summary>
internal sealed record FigureView(string Name, double? Value, string Words);

/// <summary>How a plan did.</summary>
internal sealed record StrategyFigureView(string Strategy, int Tries, int Successes);

/// <summary>How many incidents a kind of fault opened.</summary>
internal sealed record KindFigureView(string Kind, int Incidents);
