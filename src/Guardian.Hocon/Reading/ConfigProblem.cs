namespace Guardian.Hocon;

/// <summary>One thing that is wrong with a configuration, told so that a person can put it right.</summary>
/// <param name="Path">The full path of the key.</param>
/// <param name="Value">The value as text; null where there is none to show.</param>
/// <param name="Rule">What holds instead, such as "must be 0 or more".</param>
/// <param name="Origin">Where the key was written; null where it is not known.</param>
public sealed record ConfigProblem(string Path, string? Value, string Rule, HoconOrigin? Origin)
{
    /// <summary><c>file:line:column: path = value: rule</c>, without the parts that are not known.</summary>
    public override string ToString()
    {
        string place = Origin is null || Origin == HoconOrigin.None ? "" : $"{Origin}: ";
        return $"{place}{Path}{(Value is null ? "" : $" = {Value}")}: {Rule}";
    }
}
