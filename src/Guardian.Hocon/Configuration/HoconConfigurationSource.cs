using Microsoft.Extensions.Configuration;

namespace Guardian.Hocon;

/// <summary>A HOCON file or text as a source of <see cref="IConfiguration"/>.</summary>
public sealed class HoconConfigurationSource : IConfigurationSource
{
    private readonly HoconSource _source;
    private readonly HoconOptions? _options;

    /// <summary>Takes the layer to read and how to read it.</summary>
    public HoconConfigurationSource(HoconSource source, HoconOptions? options = null) => (_source, _options) = (source, options);

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(_source, _options);
}
