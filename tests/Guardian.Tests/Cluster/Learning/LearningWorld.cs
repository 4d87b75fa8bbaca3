using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster.Learning;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Cluster.Learning;

/// <summary>Three nodes that learn, over one log that they reach or do not reach; each does what the actor does, one step at a time.</summary>
internal sealed class LearningWorld
{
    private readonly List<ImmutableArray<SharedLesson>> _late = []; // sent, answered with a problem, and committed some time later
    private SharedBase? _snapshot;
    private int _outcomes;

    public LearningWorld() => Nodes = [new Node("n1"), new Node("n2"), new Node("n3")];

    public Node[] Nodes { get; }

    /// <summary>What was committed, in order.</summary>
    public List<SharedLesson> Log { get; } = [];

    /// <summary>Ids of lessons that some node had kept.</summary>
    public HashSet<string> Durable { get; } = [];

    public void Do(int step)
    {
        Node node = Nodes[step % 3];
        int chance = step / 3;
        switch (chance % 12)
        {
            case 0 or 1 or 2:
                Learn(node, recorded: chance / 12 % 4 > 0);
                break;
            case 3:
                node.IsCut = !node.IsCut;
                break;
            case 4 or 5:
                Hear(node, chance / 12 % 4);
                break;
            case 6 or 7:
                Send(node, chance / 12 % 5);
                break;
            case 8:
                CatchUp(node);
                break;
            case 9:
                Save(node);
                break;
            case 10:
                node.Restart();
                break;
            default:
                CommitLate();
                WriteSnapshot(node);
                break;
        }
    }

    /// <summary>Everybody is reached again, and everything is delivered.</summary>
    public void Heal()
    {
        while (_late.Count > 0)
        {
            CommitLate();
        }

        for (int round = 0; round < 3; round++)
        {
            foreach (Node node in Nodes)
            {
                node.IsCut = false;
                CatchUp(node);
                while (!node.Learning.NextBatch.IsEmpty)
                {
                    Send(node, how: 0);
                }

                CatchUp(node);
            }
        }
    }

    private void Learn(Node node, bool recorded)
    {
        SharedLesson lesson = Lessons.Of(node.Name, ++_outcomes);
        node.Learning = node.Learning.Learn(lesson, Lessons.Rules).Next;
        if (recorded)
        {
            node.Records.Add(lesson); // what the council records outlives a crash
            Durable.Add(lesson.Id);
        }
    }

    private void Hear(Node node, int most)
    {
        for (int heard = 0; heard <= most && !node.IsCut && node.Heard < Log.Count; heard++)
        {
            node.Heard++;
            if (node.Learning.Hear(node.Heard, Log[node.Heard - 1], Lessons.Rules) is { } next)
            {
                node.Learning = next.Next;
            }
            else
            {
                CatchUp(node);
            }
        }
    }

    private void Send(Node node, int how)
    {
        if (!node.MaySend || node.IsCut || node.Learning.NextBatch is not { IsEmpty: false } batch)
        {
            return;
        }

        switch (how)
        {
            case 0 or 1:
                Log.AddRange(batch);
                node.Learning = node.Learning.Sent(batch);
                break;
            case 2: // committed, and the answer was lost
                Log.AddRange(batch);
                node.MaySend = false;
                break;
            case 3: // not committed
                node.MaySend = false;
                break;
            default: // committed after the node has looked
                _late.Add(batch);
                node.MaySend = false;
                break;
        }
    }

    private void CommitLate()
    {
        if (_late.Count > 0)
        {
            Log.AddRange(_late[0]);
            _late.RemoveAt(0);
        }
    }

    private void CatchUp(Node node)
    {
        if (node.IsCut)
        {
            return;
        }

        SharedBase at = node.Learning.HasRead ? node.Learning.Base : _snapshot ?? SharedBase.Empty;
        while (at.Sequence < Log.Count)
        {
            at = at.Fold(at.Sequence + 1, Log[(int)at.Sequence], Lessons.Rules).Next;
        }

        node.Learning = node.Learning.CaughtUp(at, Lessons.Rules);
        node.Heard = Log.Count;
        node.MaySend = true;
        if (!node.BroughtIn)
        {
            node.BroughtIn = true;
            foreach (SharedLesson past in node.Records.TakeLast(PastLessons.Most))
            {
                node.Learning = node.Learning.Learn(past, Lessons.Rules).Next;
            }
        }
    }

    private void Save(Node node)
    {
        node.Kept = LessonJson.ToKept(node.Learning);
        Durable.UnionWith(node.Learning.Own.Select(own => own.Lesson.Id));
    }

    private void WriteSnapshot(Node node)
    {
        if (!node.IsCut && node.Learning.HasRead && node.Learning.Base.Sequence > (_snapshot?.Sequence ?? 0))
        {
            _snapshot = LessonJson.FromSnapshot(LessonJson.ToSnapshot(node.Learning.Base));
        }
    }

    internal sealed class Node(string name)
    {
        public string Name { get; } = name;

        public SharedLearning Learning { get; set; } = SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal);

        /// <summary>What its council has recorded.</summary>
        public List<SharedLesson> Records { get; } = [];

        public byte[]? Kept { get; set; }

        public int Heard { get; set; }

        public bool IsCut { get; set; }

        public bool MaySend { get; set; }

        public bool BroughtIn { get; set; }

        public void Restart()
        {
            SharedLearning alone = SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal);
            (SharedBase? shared, ImmutableArray<SharedLesson> own) = Kept is null ? (null, []) : LessonJson.FromKept(Kept);
            Learning = own.Aggregate(
                shared is null ? alone : alone.CaughtUp(shared, Lessons.Rules), static (at, lesson) => at.Learn(lesson, Lessons.Rules).Next);
            (MaySend, BroughtIn, Heard) = (false, false, int.MaxValue / 2);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Learning.Base.Sequence}+{Learning.Own.Length}");
    }
}
