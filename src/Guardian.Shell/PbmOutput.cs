using System.Text;

namespace Guardian.Shell;

/// <summary>Standard output as UTF-8 without a byte order mark. What is written goes out at once.</summary>
internal sealed class PbmOutput(Stream stream)
{
    private const int BrokenPipe = 32;

    /// <summary>Writes text.</summary>
    /// <exception cref="OutputClosedException">Nobody reads any more, or the disk is full.</exception>
    public void Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes as they are.</summary>
    /// <exception cref="OutputClosedException">Nobody reads any more, or the disk is full.</exception>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException problem)
        {
            throw new OutputClosedException(problem.Message, readerLeft: problem.HResult == BrokenPipe, problem);
        }
    }
}
