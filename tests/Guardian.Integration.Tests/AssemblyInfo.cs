// At most two nodes at once: the tests share a machine of two processors with the workers they start, and perhaps with other tests.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
