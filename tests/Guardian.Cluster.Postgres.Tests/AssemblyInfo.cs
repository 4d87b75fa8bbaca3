// Tests share one server and measure time; in parallel they would also starve each other on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
