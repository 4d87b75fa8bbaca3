using Guardian.Hocon;

namespace Microsoft.Extensions.Configuration;

/// <summary>Adds HOCON to <see cref="IConfigurationBuilder"/>.</summary>
public static class HoconConfigurationExtensions
{
    /// <summary>Adds a file; its keys become <c>a:b:0</c>.</summary>
    /// <remarks>The file is read again on <see cref="IConfigurationRoot.Reload"/>; it is not watched.</remarks>
    /// <param name="builder">The configuration being built.</param>
    /// <param name="path">The file, relative to the current directory.</param>
    /// <param name="optional">Whether a missing file counts as empty; otherwise building fails with a <see cref="HoconException"/>.</param>
    /// <param name="options">How to read it.</param>
    public static IConfigurationBuilder AddHoconFile(
        this IConfigurationBuilder builder, string path, bool optional = false, HoconOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HoconConfigurationSource(HoconSource.File(path, optional), options));
    }
}
