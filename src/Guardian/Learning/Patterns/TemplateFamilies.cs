using System.Buffers;

namespace Guardian.Learning.Patterns;

/// <summary>Finds templates whose lines look alike: those that a line fits, and those that have turned out to be one.</summary>
/// <remarks>
/// A family has the same number of words and the same first word: the first word of a message seldom varies, as Drain's tree assumes too.
/// Where it does (a user's name first), many more different words are asked for before it counts as variable.
/// </remarks>
internal sealed class TemplateFamilies(TemplateMinerOptions options)
{
    /// <summary>Newest templates of a family that a new one is compared with.</summary>
    private const int LookBack = 256;

    /// <summary>Times as many different first words as elsewhere make the first place variable.</summary>
    private const int FirstWordFactor = 4;

    private static readonly SearchValues<char> s_signs = SearchValues.Create("<*>()[]{}:;,.=-+/#\"'|");

    private readonly Dictionary<Key, List<LogTemplate>> _families = [];
    private readonly Dictionary<string, List<LogTemplate>> _byRest = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<LogTemplate>> _open = [];

    /// <summary>Adds a template; its id is the highest so far in its family.</summary>
    public void Add(LogTemplate template)
    {
        Insert(_families, KeyOf(template), template);
        if (template.Open is not null)
        {
            Insert(_open, template.Words.Length, template);
        }

        if (RestOf(template) is { } rest)
        {
            Insert(_byRest, rest, template);
        }
    }

    /// <summary>Takes a template out.</summary>
    public void Remove(LogTemplate template)
    {
        Take(_families, KeyOf(template), template);
        if (template.Open is not null)
        {
            Take(_open, template.Words.Length, template);
        }

        if (RestOf(template) is { } rest)
        {
            Take(_byRest, rest, template);
        }
    }

    /// <summary>Changes a template's text while it is in no family.</summary>
    public void Replace(LogTemplate template, Action change)
    {
        Remove(template);
        change();
        Add(template);
    }

    /// <summary>The template with open places that a line fits; of several the one with the fewest open places, then the oldest.</summary>
    /// <param name="masked">The masked line.</param>
    /// <param name="words">Its number of words.</param>
    /// <returns>The template; null: none.</returns>
    public LogTemplate? Match(ReadOnlySpan<char> masked, int words)
    {
        LogTemplate? best = null;
        int fewest = int.MaxValue;
        if (_open.TryGetValue(words, out List<LogTemplate>? candidates))
        {
            foreach (LogTemplate candidate in candidates)
            {
                if (OpenPlaces(candidate, masked) is >= 0 and var open && open < fewest)
                {
                    (best, fewest) = (candidate, open);
                }
            }
        }

        return best;
    }

    /// <summary>Decides whether a new template and its neighbours are one.</summary>
    /// <param name="added">The template that was just added.</param>
    /// <returns>Those that are; null: it stands alone for now.</returns>
    public TemplateMerge? Merge(LogTemplate added)
    {
        if (added.Words.Length < 2)
        {
            return null;
        }

        List<LogTemplate> family = _families[KeyOf(added)];
        if (family.Count >= (options.MinValues + 1) / 2)
        {
            for (int at = family.Count - 2, looked = 0; at >= 0 && looked < LookBack; at--, looked++)
            {
                if (IsSimilar(added, family[at]) && Like(family, added, Agreeing(added, family[at])) is { } merge)
                {
                    return merge;
                }
            }
        }

        if (RestOf(added) is { } rest && _byRest[rest] is { } alike && alike.Count >= options.MinValues * FirstWordFactor)
        {
            bool[] open = new bool[added.Words.Length];
            open[0] = true;
            return new TemplateMerge([.. alike], open);
        }

        return null;
    }

    /// <summary>The templates that agree with one on these places and have many different words on each of the others.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="added">The one.</param>
    /// <param name="fixedPlaces">Places that must agree; grows by those that have few words.</param>
    private TemplateMerge? Like(List<LogTemplate> family, LogTemplate added, bool[] fixedPlaces)
    {
        while (IsEnough(added, fixedPlaces))
        {
            List<LogTemplate> alike = [];
            for (int at = family.Count - 1, looked = 0; at >= 0 && looked < LookBack; at--, looked++)
            {
                if (Agrees(added, family[at], fixedPlaces))
                {
                    alike.Add(family[at]);
                }
            }

            int few = FirstPlaceWithFewValues(alike, fixedPlaces);
            if (few < 0)
            {
                return alike.Count > 1 ? new TemplateMerge(alike, [.. fixedPlaces.Select(isFixed => !isFixed)]) : null;
            }

            fixedPlaces[few] = true;
        }

        return null;
    }

    private int FirstPlaceWithFewValues(List<LogTemplate> alike, bool[] fixedPlaces)
    {
        HashSet<string> values = new(StringComparer.Ordinal);
        for (int place = 0; place < fixedPlaces.Length; place++)
        {
            if (fixedPlaces[place] || alike.Exists(template => template.IsOpen(place)))
            {
                continue;
            }

            values.Clear();
            values.UnionWith(alike.Select(template => template.Words[place]));
            if (values.Count < (IsArgument(alike[0], place) ? (options.MinValues + 1) / 2 : options.MinValues))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>
    /// What follows a preposition is whom or what the message is about, seldom a state or a verb: half as many different words are evidence enough.
    /// </summary>
    private static bool IsArgument(LogTemplate template, int place) =>
        place > 0 && template.Words[place - 1] is "for" or "from" or "to" or "of" or "by" or "at" or "on" or "in" or "with" or "named" or "called";

    /// <summary>Some place is left open, enough places are fixed, and one of them holds a word.</summary>
    private bool IsEnough(LogTemplate template, bool[] fixedPlaces)
    {
        int count = fixedPlaces.Count(isFixed => isFixed);
        return count < fixedPlaces.Length && count >= options.Similarity * fixedPlaces.Length
            && template.Words.Where((word, place) => fixedPlaces[place] && HasLetter(word)).Any();
    }

    /// <summary>Enough words agree; asked of each neighbour of each new template, so without allocation.</summary>
    private bool IsSimilar(LogTemplate one, LogTemplate other)
    {
        int agree = 0;
        int open = 0;
        for (int place = 0; place < one.Words.Length; place++)
        {
            bool isSame = !other.IsOpen(place) && one.Words[place] == other.Words[place];
            agree += isSame ? 1 : 0;
            open += isSame ? 0 : 1;
        }

        return open > 0 && agree >= options.Similarity * one.Words.Length;
    }

    private static bool HasLetter(string word) => word.AsSpan().ContainsAnyExcept(s_signs);

    private static bool[] Agreeing(LogTemplate one, LogTemplate other)
    {
        bool[] agree = new bool[one.Words.Length];
        for (int place = 0; place < agree.Length; place++)
        {
            agree[place] = !other.IsOpen(place) && one.Words[place] == other.Words[place];
        }

        return agree;
    }

    private static bool Agrees(LogTemplate one, LogTemplate other, bool[] places)
    {
        for (int place = 0; place < places.Length; place++)
        {
            if (places[place] && (other.IsOpen(place) || one.Words[place] != other.Words[place]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Open places that the line needs; -1 when it does not fit.</summary>
    private static int OpenPlaces(LogTemplate template, ReadOnlySpan<char> masked)
    {
        int open = 0;
        int from = 0;
        for (int place = 0; place < template.Words.Length; place++)
        {
            int length = masked[from..].IndexOf(' ');
            ReadOnlySpan<char> word = length < 0 ? masked[from..] : masked.Slice(from, length);
            if (template.IsOpen(place))
            {
                open++;
            }
            else if (!word.SequenceEqual(template.Words[place]))
            {
                return -1;
            }

            from += word.Length + 1;
            if (from > masked.Length)
            {
                return place == template.Words.Length - 1 ? open : -1;
            }
        }

        return -1;
    }

    private static Key KeyOf(LogTemplate template) => new(template.Words.Length, template.IsOpen(0) ? "" : template.Words[0]);

    /// <summary>The text after the first word, when the first word could be a variable one; null: it is one already, or all there is.</summary>
    private static string? RestOf(LogTemplate template) =>
        template.Open is null && template.Words.Length > 1 && template.Words.Skip(1).Any(HasLetter) ? template.Text[(template.Words[0].Length + 1)..] : null;

    private static void Insert<TKey>(Dictionary<TKey, List<LogTemplate>> lists, TKey key, LogTemplate template)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<LogTemplate>? list))
        {
            lists.Add(key, list = []);
        }

        // In order of ids, whatever was merged or restored when.
        int at = list.Count;
        while (at > 0 && list[at - 1].Id > template.Id)
        {
            at--;
        }

        list.Insert(at, template);
    }

    private static void Take<TKey>(Dictionary<TKey, List<LogTemplate>> lists, TKey key, LogTemplate template)
        where TKey : notnull
    {
        if (lists.TryGetValue(key, out List<LogTemplate>? list) && list.Remove(template) && list.Count == 0)
        {
            lists.Remove(key);
        }
    }

    private readonly record struct Key(int Words, string First);
}
