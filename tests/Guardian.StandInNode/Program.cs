using System.Runtime.Versioning;
using Guardian.Linux.Guarding;
using Guardian.StandInNode;

[assembly: SupportedOSPlatform("linux")]

return args is ["guard", .. string[] guard] ? GuardProcess.Run(GuardTask.Parse(guard)) : await StandIn.RunAsync(args).ConfigureAwait(false);
