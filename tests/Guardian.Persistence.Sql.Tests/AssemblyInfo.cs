// Much of the time is waiting for servers that start, end and are silent.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
