namespace Guardian.Incidents;

/// <summary>What can be asked of the incident desk. All answered with <see cref="Hosting.CommandReply"/>.</summary>
internal static class IncidentDeskProtocol
{
    /// <summary>A person wants an action done now.</summary>
    public sealed record RecoverAsked(string Worker, int? Index, string Action, string By);

    /// <summary>A person wants the council to meet about a worker; nothing is done without a further word.</summary>
    public sealed record ConveneAsked(string Worker, int? Index, string Reason, string By);

    /// <summary>A person confirms or rejects what is recommended.</summary>
    public sealed record PersonSpoke(string Incident, bool Confirmed, string By, string? Note);

    /// <summary>A person judges an incident.</summary>
    public sealed record LabelAsked(string Incident, bool FalseDetection, string By, string? Note);

    /// <summary>The fleet has begun: incidents of an earlier node go on.</summary>
    public sealed record Resume;
}
