using Guardian.Hocon;
using Guardian.Learning.Patterns;

namespace Guardian.Tests.Learning.Patterns;

/// <summary>Miners and lines for tests.</summary>
internal static class Miners
{
    public static TemplateMinerOptions Options { get; } = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Patterns;

    /// <summary>Lines in several styles, some alike, some junk; the same for the same seed.</summary>
    public static IEnumerable<string> Lines(int seed, int count)
    {
        Random random = new(seed);
        string[] states = ["open", "half-open", "closed"];
        for (int at = 0; at < count; at++)
        {
            yield return random.Next(12) switch
            {
                0 => $"order {random.Next(100_000)} of customer c{random.Next(50)} was packed in {random.Next(900)}ms",
                1 => $"user{Name(random)} signed in from 10.0.{random.Next(256)}.{random.Next(256)}:{random.Next(65536)}",
                2 => $"circuit to {Name(random)} is {states[random.Next(3)]}",
                3 => $"level=warn queue={Name(random)} depth={random.Next(500)} msg=\"queue grows\"",
                4 => $"{Name(random)} has left the building",
                5 => $"cannot write /var/lib/shop/{Name(random)}.db: disk full",
                6 => "",
                7 => "   \t ",
                8 => new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(0x10000))]),
                9 => $"retry <*> of {random.Next(9)} for {Name(random)} <*>",
                10 => $"Überweisung an {Name(random)} über {random.Next(1000)},{random.Next(100):00} € 完了",
                _ => string.Join(' ', Enumerable.Range(0, random.Next(1, 130)).Select(_ => Name(random))),
            };
        }
    }

    private static string Name(Random random) => new([.. Enumerable.Range(0, random.Next(3, 7)).Select(_ => (char)('a' + random.Next(26)))]);
}
