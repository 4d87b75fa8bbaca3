using System.Text;
using Guardian.Alerts;

namespace Guardian.Connectors.Notifying;

/// <summary>Appends alerts to a file, one JSON object on a line, and keeps the file within its bounds.</summary>
/// <remarks>A line is the alert as it was when the message was made. Not synced to the disk: the journal is what survives a loss of power.</remarks>
internal sealed class JsonLinesNotifier(NotifierOptions.File options, NotifierSurroundings surroundings) : INotifier
{
    private readonly string _path = Path.GetFullPath(Path.Combine(surroundings.DataDirectory, options.Path));

    public string Name => options.Name;

    public async Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop)
    {
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(notification.Items.Select(item => AlertJson.Text(item.Alert) + "\n")));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            long size = File.Exists(_path) ? new FileInfo(_path).Length : 0;
            if (size > 0 && size + lines.Length > options.MaxSize)
            {
                Rotate();
            }

            FileStream file = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                file.Seek(Math.Max(0, file.Length - 1), SeekOrigin.Begin);
                if (file.Length > 0 && file.ReadByte() != '\n')
                {
                    lines = [(byte)'\n', .. lines]; // a full disk had cut the last line off
                }

                // In one write, so that a reader never sees half of a line that is not also the last.
                await file.WriteAsync(lines, stop).ConfigureAwait(false);
            }

            return new NotifyResult.Sent();
        }
        catch (IOException failed)
        {
            return new NotifyResult.Retry($"the file cannot be written: {failed.Message}");
        }
        catch (UnauthorizedAccessException denied)
        {
            return new NotifyResult.Retry($"the file may not be written: {denied.Message}");
        }
    }

    /// <summary>FILE becomes FILE.1, FILE.1 becomes FILE.2, and what is beyond the bound goes.</summary>
    private void Rotate()
    {
        if (options.Keep == 0)
        {
            File.Delete(_path);
            return;
        }

        for (int age = options.Keep - 1; age >= 1; age--)
        {
            if (File.Exists(Archive(age)))
            {
                File.Move(Archive(age), Archive(age + 1), overwrite: true);
            }
        }

        File.Move(_path, Archive(1), overwrite: true);
    }

    private string Archive(int age) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_path}.{age}");
}
