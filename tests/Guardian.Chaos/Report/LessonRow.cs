using Guardian.Chaos.Phases;

namespace Guardian.Chaos.Report;

/// <summary>One third of the learning phase. Times in seconds.</summary>
internal sealed record LessonRow(string Part, int Faults, int Cured, int ByFirst, double? FirstShare, double? MeanPlans, double? MedianSeconds)
{
    /// <summary>Thirds, by the order in which faults were brought about, and the whole.</summary>
    public static IReadOnlyList<LessonRow> Of(IReadOnlyList<Lesson> lessons)
    {
        int third = lessons.Count / 3;
        return
        [
            Of("first third", [.. lessons.Take(third)]),
            Of("second third", [.. lessons.Skip(third).Take(lessons.Count - (2 * third))]),
            Of("last third", [.. lessons.TakeLast(third)]),
            Of("all", lessons),
        ];
    }

    private static LessonRow Of(string part, IReadOnlyList<Lesson> lessons) => new(
        part,
        lessons.Count,
        lessons.Count(lesson => lesson.Cured),
        lessons.Count(lesson => lesson.CuredByFirst),
        lessons.Count == 0 ? null : (double)lessons.Count(lesson => lesson.CuredByFirst) / lessons.Count,
        lessons.Any(lesson => lesson.Cured) ? lessons.Where(lesson => lesson.Cured).Average(lesson => lesson.Tried.Count) : null,
        Figures.Quantile(lessons.Select(lesson => lesson.Took?.TotalSeconds).OfType<double>(), 0.5));
}
