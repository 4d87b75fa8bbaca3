using System.Runtime.InteropServices;
using Guardian.FaultWorker;
using Guardian.FaultWorker.Work;

if (args is ["work" or "save" or "restore", ..]) { return WorkCommand.Run(args[0], args.AsSpan(1)); }

Faults faults;
try
{
    faults = Faults.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"{wrong.Message}\n\n{Faults.Help}");
    return 2;
}

if (faults.ShowHelp)
{
    Console.WriteLine(Faults.Help);
    return 0;
}

using Worker worker = new(faults, TimeProvider.System);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
return await worker.RunAsync().ConfigureAwait(false);

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true; // the runtime would end the process by itself
    if (faults.IgnoreTerm) { Console.WriteLine("ignoring a request to stop"); }
    else { worker.Stop(); }
}
