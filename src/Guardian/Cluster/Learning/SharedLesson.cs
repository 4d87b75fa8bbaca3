using System.Globalization;
using Guardian.Incidents;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>What one outcome teaches all nodes. Event of <see cref="Bus.BusStreams.Lessons"/>.</summary>
/// <param name="Version">Of the format; a newer one only adds.</param>
/// <param name="Id">Node, incident and attempt: the same outcome sent twice counts once.</param>
/// <param name="Node">Where the plan was carried out.</param>
/// <param name="Lesson">What it teaches about plans.</param>
/// <param name="Trust">What it says of the sages.</param>
internal sealed record SharedLesson(int Version, string Id, string Node, Lesson Lesson, TrustLesson Trust)
{
    /// <summary>Version of the format that is written here.</summary>
    public const int Current = 1;

    /// <summary>What an outcome teaches.</summary>
    /// <param name="node">Where it came about.</param>
    /// <param name="outcome">How a plan has ended.</param>
    /// <param name="level">How the error is to be taken, or null when nobody has said.</param>
    /// <returns>The lesson.</returns>
    public static SharedLesson From(string node, IncidentOutcome outcome, ErrorLevel? level)
    {
        string again = outcome.Retry > 0 ? string.Create(CultureInfo.InvariantCulture, $"r{outcome.Retry}") : string.Empty;
        return new SharedLesson(
            Current,
            string.Create(CultureInfo.InvariantCulture, $"{node}/{outcome.Incident}/{outcome.Case.Attempt}{again}"),
            node,
            Lesson.From(outcome, level),
            TrustLesson.From(outcome));
    }
}
