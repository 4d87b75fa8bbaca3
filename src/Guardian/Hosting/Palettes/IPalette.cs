namespace Guardian.Hosting.Palettes;

/// <summary>Adds commands to the shell of every node it is registered on.</summary>
public interface IPalette
{
    /// <summary>Describes the commands; asked once, when the node starts.</summary>
    /// <returns>The palette. Its paths must be served by the same extension.</returns>
    Palette Describe();
}
