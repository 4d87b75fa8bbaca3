namespace Guardian.Workers;

/// <summary>A live process that carries a node's marks in its environment.</summary>
/// <param name="Instance">Value of its <c>GUARDIAN_INSTANCE</c>, for example <c>mailer/0</c>.</param>
/// <param name="Identity">Which process it is.</param>
public sealed record MarkedProcess(string Instance, ProcessIdentity Identity);
