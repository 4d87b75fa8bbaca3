using Guardian.Shell.Views;

namespace Guardian.Shell.Interactive;

/// <summary>Asks a person before something that is hard to undo.</summary>
internal static class Confirmation
{
    /// <summary>Shows the question and waits for a key; only <c>y</c> is a yes.</summary>
    public static bool Ask(IPbmTerminal terminal, PbmOutput output, string question)
    {
        output.Text($"{SafeText.Line(question)} [y/N] ");
        terminal.InterruptIsKey = true;
        try
        {
            bool yes = terminal.ReadKey().KeyChar is 'y' or 'Y';
            output.Text(yes ? "yes\n" : "no\n");
            return yes;
        }
        finally
        {
            terminal.InterruptIsKey = false;
        }
    }
}
