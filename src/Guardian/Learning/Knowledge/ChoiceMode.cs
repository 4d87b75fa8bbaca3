namespace Guardian.Learning.Knowledge;

/// <summary>How a plan is chosen by what is known.</summary>
public enum ChoiceMode
{
    /// <summary>By the expected success rate: what a person is recommended.</summary>
    Recommend,

    /// <summary>By Thompson sampling, within bounds: so that what is rarely tried is learned, too.</summary>
    Act,
}
