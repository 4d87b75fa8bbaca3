// Nearly all of the time is waiting for leases and limits to end.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
