using System.Runtime.InteropServices;
using Guardian.Chaos;
using Guardian.Chaos.Cluster;

CampaignOptions options;
try
{
    options = CampaignOptions.Parse(args);
}
catch (Exception wrong) when (wrong is FormatException or OverflowException)
{
    Console.Error.WriteLine($"{wrong.Message}\n\n{CampaignOptions.Help}");
    return 2;
}

if (options.ShowHelp)
{
    Console.WriteLine(CampaignOptions.Help);
    return 0;
}

using CancellationTokenSource stop = new();
// Whatever ends the campaign, the node and its workers end with it: the campaign stops in order and cleans up.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
try
{
    Task<bool> campaign = options switch
    {
        { Cluster: true, Starts: > 0 } => ClusterStarts.RunAsync(options, Console.WriteLine, stop.Token),
        { Cluster: true } => ClusterCampaign.RunAsync(options, Console.WriteLine, stop.Token),
        _ => Campaign.RunAsync(options, Console.WriteLine, stop.Token),
    };
    return await campaign ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("interrupted; the node and its workers are ended");
    return 1;
}

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
