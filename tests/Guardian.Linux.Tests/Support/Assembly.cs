using System.Runtime.Versioning;

// Descriptors, children and signals belong to the whole process, so tests that count them cannot run beside each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
