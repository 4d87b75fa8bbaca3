namespace Guardian.Actors;

/// <summary>One part of what a system is created with.</summary>
public abstract class Setup;
