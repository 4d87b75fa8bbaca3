using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Learning;
using Guardian.Learning.Patterns;

namespace Guardian.Incidents;

/// <summary>Makes signatures: what is said of the same trouble every time it comes.</summary>
/// <remarks>Concurrency: evidence of several incidents is taken at a time; <see cref="_miner"/> is only touched under the lock.</remarks>
/// <param name="options">How lines are grouped.</param>
public sealed class SignatureMaker(TemplateMinerOptions options)
{
    /// <summary>Only what was written shortly before belongs to the trouble.</summary>
    private const int NewestLines = 20;

    private readonly Lock _lock = new();
    private readonly TemplateMiner _miner = new(options);

    /// <summary>Makes a signature.</summary>
    /// <param name="input">What is known.</param>
    /// <returns>Id and words.</returns>
    public SignatureText Of(SignatureInput input)
    {
        ImmutableArray<string> lines = [.. input.LogLines.TakeLast(NewestLines)];
        bool speaks = SaysSomething(input.Kind);
        Signature made = ErrorSignature.Compose(new ErrorFacts
        {
            FaultKind = input.Kind.ToString(),
            ExitCode = input.Down ? input.Exit?.Code : null,
            Signal = input.Down ? input.Exit?.Signal : null,
            Resources = input.SameTask ? ["same item each time"] : [],
            Exception = speaks ? LastTrace(lines) : null,
            Templates = speaks ? [.. input.ErrorLines.Where(line => lines.Contains(line)).Select(TemplateOf).Distinct(StringComparer.Ordinal)] : [],
        });
        return new SignatureText(made.Id, made.Text);
    }

    /// <summary>What a worker wrote says nothing about a limit that its figures have crossed.</summary>
    private static bool SaysSomething(FaultKind kind) => kind is not
        (FaultKind.MemoryOver or FaultKind.Leak or FaultKind.CpuOver or FaultKind.DescriptorsOver or FaultKind.ZombieChildren or FaultKind.Zombie
        or FaultKind.HostLoad or FaultKind.HostMemory or FaultKind.FailureRisk or FaultKind.Requested);

    private static StackTrace? LastTrace(ImmutableArray<string> lines)
    {
        StackTraceReader reader = new();
        StackTrace? last = null;
        foreach (string line in lines)
        {
            last = reader.Feed(line) ?? last;
        }

        return reader.Finish() ?? last;
    }

    private string TemplateOf(string line)
    {
        lock (_lock)
        {
            return _miner.Learn(LogHeader.Strip(line)).Text;
        }
    }
}
