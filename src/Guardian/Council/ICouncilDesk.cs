using Guardian.Hosting;

namespace Guardian.Council;

/// <summary>Where a person asks the council to look at a worker.</summary>
public interface ICouncilDesk
{
    /// <summary>Opens an incident for discussion: the council meets and recommends; nothing is done without a person's word.</summary>
    /// <param name="worker">Name of the worker.</param>
    /// <param name="instance">Number of the instance, or null for the worker as a whole.</param>
    /// <param name="reason">Why, in the person's words.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>What follows, with the id of the incident; or why not.</returns>
    Task<CommandReply> ConveneAsync(string worker, int? instance, string reason, string by);
}
