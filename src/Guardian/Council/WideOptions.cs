using Guardian.Hocon;
using Guardian.Recovery;

namespace Guardian.Council;

/// <summary>What makes a plan one that destroys or stops widely, so that it needs more seats.</summary>
/// <remarks>HOCON: <c>guardian.council.wide</c>; defaults are written once, in the reference file. Applied by <see cref="WideRule"/>.</remarks>
public sealed record WideOptions
{
    /// <summary>A plan that destroys is wide when it touches more than this share of the node's running instances, and more than one.</summary>
    /// <value>0 to 1.</value>
    public required double Blast { get; init; }

    /// <summary>A plan that destroys is wide when it reaches at least this far.</summary>
    /// <value><see cref="ActionScope.Worker"/> or farther.</value>
    public required ActionScope Scope { get; init; }

    /// <summary>Actions that make any plan wide.</summary>
    /// <value>Names of actions.</value>
    public required ValueArray<string> Actions { get; init; }

    internal static WideOptions Read(HoconSection at, ConfigProblems problems)
    {
        WideOptions read = new()
        {
            Blast = at.Fraction("blast"),
            Scope = at.Choice<ActionScope>("scope"),
            Actions = at.Texts("actions").ToValueArray(),
        };
        problems.Require(read.Blast is >= 0 and <= 1, at.Path("blast"), read.Blast, "must be 0 % to 100 %");
        problems.Require(read.Scope >= ActionScope.Worker, at.Path("scope"), read.Scope, "must be worker, node or cluster");
        string[] unknown =
        [
            .. read.Actions.Where(static action =>
                !ActionNames.Ladder.Contains(action) && !action.StartsWith(ActionNames.HookPrefix, StringComparison.Ordinal)),
        ];
        problems.Require(
            unknown.Length == 0,
            at.Path("actions"),
            string.Join(", ", unknown),
            $"must be of {string.Join(", ", ActionNames.Ladder)}, or start with {ActionNames.HookPrefix}");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
