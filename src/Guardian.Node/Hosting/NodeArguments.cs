using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Guardian.Node.Hosting;

/// <summary>What the command line says about a node.</summary>
/// <param name="Config">Configuration file.</param>
/// <param name="Data">Data directory, or null for what the configuration says.</param>
/// <param name="Interval">Time between checks as written, or null for what the configuration says.</param>
internal sealed record NodeArguments(string Config, string? Data, string? Interval)
{
    /// <summary>The command line as a HOCON layer over the file: the same rules and messages apply to it.</summary>
    public string Overrides
    {
        get
        {
            StringBuilder layer = new();
            if (Data is not null)
            {
                layer.Append(CultureInfo.InvariantCulture, $"guardian.node.data = {JsonEncodedText.Encode(Data).Quoted()}\n");
            }

            if (Interval is not null)
            {
                layer.Append(CultureInfo.InvariantCulture, $"guardian.interval = {JsonEncodedText.Encode(Interval).Quoted()}\n");
            }

            return layer.ToString();
        }
    }
}

file static class JsonText
{
    public static string Quoted(this JsonEncodedText text) => $"\"{text}\"";
}
