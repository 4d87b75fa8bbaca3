using Guardian.Shell;

return await PbmProgram.RunAsync(args, PbmEnvironment.ForConsole(), CancellationToken.None);
