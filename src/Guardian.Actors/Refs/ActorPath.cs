using System.Buffers;
using System.Text;

namespace Guardian.Actors;

/// <summary>Where an actor stands in the tree of its system: <c>akka://system/user/parent/name</c>.</summary>
/// <remarks>Equality is by names only; <see cref="Uid"/> tells the incarnations of one path apart.</remarks>
#pragma warning disable CA1036 // Akka.NET's paths are comparable too, without < and >
public sealed class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
#pragma warning restore CA1036 // end of the class header
{
    /// <summary>Characters besides ASCII letters and digits that a name may have; it may not begin with <c>$</c>.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private static readonly SearchValues<char> ValidCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + ValidSymbols);

    private ActorPath(ActorPath? parent, string name, long uid)
    {
        Parent = parent;
        Name = name;
        Uid = uid;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The path above this one, or null at the root.</summary>
    public ActorPath? Parent { get; }

    /// <summary>The last name; at the root the name of the system's tree, <c>/</c>.</summary>
    public string Name { get; }

    /// <summary>The number of the incarnation, unique in its system; 0 when the path means any incarnation.</summary>
    public long Uid { get; }

    /// <summary>How many names stand above: 0 at the root.</summary>
    public int Depth { get; }

    /// <summary>The names from the root down, without the root.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            string[] names = new string[Depth];
            ActorPath at = this;
            for (int i = Depth - 1; i >= 0; i--)
            {
                names[i] = at.Name;
                at = at.Parent!;
            }

            return names;
        }
    }

    /// <summary>A child's path.</summary>
    /// <param name="path">The parent.</param>
    /// <param name="name">The child's name.</param>
    /// <returns>The path of the child, of any incarnation.</returns>
    public static ActorPath operator /(ActorPath path, string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Child(name);
    }

    /// <summary>Equality by names.</summary>
    /// <param name="left">One path.</param>
    /// <param name="right">The other path.</param>
    /// <returns>Whether they name the same place.</returns>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality by names.</summary>
    /// <param name="left">One path.</param>
    /// <param name="right">The other path.</param>
    /// <returns>Whether they name different places.</returns>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Whether a text may be the name of an actor.</summary>
    /// <param name="s">The text.</param>
    /// <returns>True when it is not empty, does not begin with <c>$</c> and has allowed characters only.</returns>
    public static bool IsValidPathElement(string s) =>
        !string.IsNullOrEmpty(s) && s[0] != '$' && !s.AsSpan().ContainsAnyExcept(ValidCharacters);

    /// <summary>The path of a child with a name.</summary>
    /// <param name="childName">The child's name.</param>
    /// <returns>The path, of any incarnation.</returns>
    public ActorPath Child(string childName) => new(this, childName, 0);

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (other is null || Depth != other.Depth)
        {
            return false;
        }

        ActorPath? left = this;
        ActorPath? right = other;
        while (left is not null && right is not null)
        {
            if (ReferenceEquals(left, right))
            {
                return true; // what stands above is shared
            }

            // The root compares by system name, which it keeps where others keep their own.
            if (left.SystemName != right.SystemName || left.Name != right.Name)
            {
                return false;
            }

            (left, right) = (left.Parent, right.Parent);
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActorPath other && Equals(other);

    /// <inheritdoc/>
    // The last two names tell almost all paths apart, at a cost that does not grow with depth.
    public override int GetHashCode() => HashCode.Combine(Depth, Name, Parent?.Name);

    /// <inheritdoc/>
    public int CompareTo(ActorPath? other) => other is null ? 1 : string.CompareOrdinal(ToString(), other.ToString());

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        IReadOnlyList<string> names = Elements;
        text.Append("akka://").Append(RootOf(this).SystemName).Append('/');
        text.AppendJoin('/', names);
        return text.ToString();
    }

    /// <summary>The names only: <c>/user/parent/name</c>.</summary>
    /// <returns>The text.</returns>
    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    /// <summary>The path with the number of the incarnation behind a <c>#</c>.</summary>
    /// <returns>The text.</returns>
    public string ToStringWithUid() => Uid == 0 ? ToString() : $"{ToString()}#{Uid}";

    internal static ActorPath Root(string system) => new(null, "/", 0) { SystemName = system };

    internal string? SystemName { get; private init; }

    internal ActorPath Child(string childName, long uid) => new(this, childName, uid);

    private static ActorPath RootOf(ActorPath path)
    {
        while (path.Parent is not null)
        {
            path = path.Parent;
        }

        return path;
    }
}
