namespace Guardian.Learning.Patterns;

/// <summary>Groups log lines into templates while they come in, with one setting for every program.</summary>
/// <remarks>
/// <para>In the family of Drain (He et al., ICWS 2017): mask what varies, split into words, compare lines of the same number of words and
/// the same first word. It differs in when two lines become one template. Drain merges two lines at once when enough words agree, so a message with
/// another verb or state joins its neighbour for good. Here lines are first one template only when they are equal after masking
/// (<see cref="LineMask"/>); a place becomes variable later, when <see cref="TemplateMinerOptions.MinValues"/> different words were seen there among
/// lines that agree everywhere else: states and verbs have few values, names and hosts have many. The groups of that size that are left
/// when the other places are held fixed are the longest common patterns of Brain (Yu et al., 2023), found as lines arrive.</para>
/// <para>Deterministic. Not safe for use by several threads. Memory is bounded by the options: templates times length of a line.</para>
/// </remarks>
public sealed class TemplateMiner
{
    /// <summary>Merged ids remembered for each template kept.</summary>
    private const int MergesPerTemplate = 16;

    private readonly TemplateMinerOptions _options;
    private readonly LineMask _mask;
    private readonly Dictionary<string, LogTemplate> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogTemplate>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly LinkedList<LogTemplate> _byUse = new();
    private readonly TemplateFamilies _families;
    private readonly Dictionary<int, LogTemplate> _byId = [];
    private readonly Dictionary<int, int> _merged = [];
    private readonly Queue<int> _mergeOrder = [];
    private int _nextId = 1;

    /// <summary>Creates a miner that has seen nothing.</summary>
    /// <param name="options">How to group.</param>
    public TemplateMiner(TemplateMinerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _mask = new LineMask(options.MaxLength, options.MaxWords);
        _find = _byText.GetAlternateLookup<ReadOnlySpan<char>>();
        _families = new TemplateFamilies(options);
    }

    /// <summary>The templates, the least recently used first.</summary>
    public IReadOnlyCollection<LogTemplate> Templates => _byUse;

    /// <summary>Restores a miner.</summary>
    /// <param name="options">How to group from now on.</param>
    /// <param name="snapshot">What it had learned; templates beyond the bound are left out, the least recently used first.</param>
    /// <returns>A miner that goes on as the exported one would.</returns>
    /// <exception cref="FormatException">The snapshot contradicts itself.</exception>
    public static TemplateMiner Import(TemplateMinerOptions options, MinerSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(snapshot);
        TemplateMiner miner = new(options) { _nextId = snapshot.NextId };
        foreach (StoredTemplate stored in snapshot.Templates.Skip(snapshot.Templates.Count - options.MaxTemplates))
        {
            LogTemplate template = stored.Restore();
            if (template.Id < 1 || template.Id >= snapshot.NextId || !miner._byText.TryAdd(template.Text, template) || !miner._byId.TryAdd(template.Id, template))
            {
                throw new FormatException($"Template {template.Id} of the snapshot is there twice, or its id was never given.");
            }

            template.Use = miner._byUse.AddLast(template);
        }

        foreach (LogTemplate template in miner._byId.Values.OrderBy(template => template.Id))
        {
            miner._families.Add(template);
        }

        foreach (StoredMerge merge in snapshot.Merged)
        {
            miner.Remember(merge.Id, merge.Into);
        }

        return miner;
    }

    /// <summary>What has been learned, to be stored.</summary>
    /// <returns>A copy.</returns>
    public MinerSnapshot Export() => new(
        _nextId,
        [.. _byUse.Select(StoredTemplate.Of)],
        [.. _mergeOrder.Select(id => new StoredMerge(id, _merged[id]))]);

    /// <summary>Learns one line.</summary>
    /// <param name="line">A line without its header; anything at all is accepted.</param>
    /// <returns>Its template. A later merge may make it part of another: <see cref="LogTemplate.Current"/>.</returns>
    public LogTemplate Learn(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> masked = _mask.Apply(line);
        if (_find.TryGetValue(masked, out LogTemplate? known) || (known = _families.Match(masked, _mask.Words)) is not null)
        {
            known.Count++;
            _byUse.Remove(known.Use!);
            _byUse.AddLast(known.Use!);
            return known;
        }

        LogTemplate template = new(_nextId++, masked.ToString(), 1);
        if (_byUse.Count >= _options.MaxTemplates)
        {
            Remove(_byUse.First!.Value);
        }

        _byText.Add(template.Text, template);
        _byId.Add(template.Id, template);
        template.Use = _byUse.AddLast(template);
        _families.Add(template);
        return _families.Merge(template) is { } merge ? Apply(merge) : template;
    }

    /// <summary>Finds the template of a line without learning.</summary>
    /// <param name="line">A line without its header.</param>
    /// <returns>The template; null when the line fits none.</returns>
    public LogTemplate? Match(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> masked = _mask.Apply(line);
        return _find.TryGetValue(masked, out LogTemplate? known) ? known : _families.Match(masked, _mask.Words);
    }

    /// <summary>Finds the template that an id stands for now.</summary>
    /// <param name="id">An id that this miner gave.</param>
    /// <returns>The template with that id, or the one it was merged into; null when it has gone, or the merge was long ago.</returns>
    public LogTemplate? Resolve(int id)
    {
        while (_merged.TryGetValue(id, out int into) && into != id)
        {
            id = into;
        }

        return _byId.GetValueOrDefault(id);
    }

    private LogTemplate Apply(TemplateMerge merge)
    {
        LogTemplate survivor = merge.Members.MinBy(member => member.Id)!;
        _byText.Remove(survivor.Text);
        foreach (LogTemplate member in merge.Members.Where(member => member != survivor))
        {
            Remove(member);
            member.MergeInto(survivor);
            Remember(member.Id, survivor.Id);
        }

        _families.Replace(survivor, () => survivor.Become(merge.Open));
        if (_byText.Remove(survivor.Text, out LogTemplate? same))
        {
            Remove(same); // a line that had the mask where this one has become open
            same.MergeInto(survivor);
            Remember(same.Id, survivor.Id);
        }

        _byText.Add(survivor.Text, survivor);
        _byUse.Remove(survivor.Use!);
        _byUse.AddLast(survivor.Use!);
        return survivor;
    }

    private void Remove(LogTemplate template)
    {
        _byText.Remove(template.Text);
        _byId.Remove(template.Id);
        _byUse.Remove(template.Use!);
        _families.Remove(template);
    }

    private void Remember(int id, int into)
    {
        if (_merged.TryAdd(id, into))
        {
            _mergeOrder.Enqueue(id);
        }

        if (_mergeOrder.Count > _options.MaxTemplates * MergesPerTemplate)
        {
            _merged.Remove(_mergeOrder.Dequeue());
        }
    }
}
