namespace Guardian.Actors;

/// <summary>Marks messages that do not count as activity for <see cref="IActorContext.SetReceiveTimeout"/>.</summary>
#pragma warning disable CA1040 // a marker in Akka.NET as well
public interface INotInfluenceReceiveTimeout;
#pragma warning restore CA1040 // end of the declaration
