// More tests than processors: most of their time they wait. Those that others would disturb are in the collection "alone".
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
