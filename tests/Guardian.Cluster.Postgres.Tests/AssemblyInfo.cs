// Most of the time is waiting; more at once would starve each other on a small machine, and calls are measured.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
