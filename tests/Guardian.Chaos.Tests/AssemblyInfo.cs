// A campaign has the machine's two processors to itself as far as this project goes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
