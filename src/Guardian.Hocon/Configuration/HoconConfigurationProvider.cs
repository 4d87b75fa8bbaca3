using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Guardian.Hocon;

/// <summary>Flattens a HOCON configuration to the keys of <see cref="IConfiguration"/>: <c>a { b = [x] }</c> is <c>a:b:0 = x</c>.</summary>
/// <remarks>
/// As the JSON provider of .NET does it: an empty object is a null value, an empty array an empty text. Keys there do not
/// distinguish case; of two HOCON keys that differ only in case, the later one counts.
/// </remarks>
internal sealed class HoconConfigurationProvider(HoconSource source, HoconOptions? options) : ConfigurationProvider
{
    /// <exception cref="HoconException">The configuration is refused.</exception>
    public override void Load()
    {
        Dictionary<string, string?> data = new(StringComparer.OrdinalIgnoreCase);
        Flatten(HoconParser.ParseLayers([source], options).Root, path: "", data);
        Data = data;
    }

    private static void Flatten(HoconValue value, string path, Dictionary<string, string?> into)
    {
        switch (value)
        {
            case HoconObject { Count: > 0 } members:
                foreach ((string key, HoconValue member) in members.Members)
                {
                    Flatten(member, Join(path, key), into);
                }

                break;
            case HoconArray { Count: > 0 } items:
                for (int i = 0; i < items.Count; i++)
                {
                    Flatten(items[i], Join(path, i.ToString(CultureInfo.InvariantCulture)), into);
                }

                break;
            default:
                if (path.Length > 0)
                {
                    into[path] = value is HoconArray ? "" : value.Text;
                }

                break;
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : ConfigurationPath.Combine(path, key);
}
