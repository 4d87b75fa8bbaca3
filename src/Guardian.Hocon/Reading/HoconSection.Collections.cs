using System.Collections.Immutable;

namespace Guardian.Hocon;

/// <content>Lists, maps and sections inside this one.</content>
public sealed partial class HoconSection
{
    /// <summary>A list of texts; an object with the keys 0, 1, 2, ... stands for a list.</summary>
    public ImmutableArray<string> Texts(string key) => TextList(key, required: true) ?? [];

    /// <summary>A list of texts, or null.</summary>
    public ImmutableArray<string>? TextsOrNull(string key) => TextList(key, required: false);

    /// <summary>A list of whole numbers.</summary>
    public ImmutableArray<int> Int32s(string key) => List(key, required: true, "whole numbers of 32 bits", ReadInt32) ?? [];

    /// <summary>Texts by name, such as environment variables; a null value leaves its name out.</summary>
    public ImmutableDictionary<string, string> TextMap(string key)
    {
        ImmutableDictionary<string, string>.Builder map = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!TryValue(key, required: true, out HoconValue? value))
        {
            return map.ToImmutable();
        }

        if (value is not HoconObject members)
        {
            Wrong(key, value, $"must be an object of texts, is {value.KindInWords}");
            return map.ToImmutable();
        }

        foreach ((string name, HoconValue member) in members.Members)
        {
            if (member.Text is { } text)
            {
                map[name] = text;
            }
            else if (member is not HoconNull)
            {
                string path = $"{Path(key)}.{Syntax.HoconPath.Render(name)}";
                _problems.Add(path, member, $"must be a text, is {member.KindInWords}", members.OriginOf(name));
            }
        }

        return map.ToImmutable();
    }

    /// <summary>The section at a key; when it is missing or no object, that is a problem and the section is empty.</summary>
    public HoconSection Section(string key) =>
        OpenSection(key, required: true) ?? new HoconSection(HoconObject.Empty, [.. _path, key], Origin, _problems, absent: true);

    /// <summary>The section at a key, or null.</summary>
    public HoconSection? SectionOrNull(string key) => OpenSection(key, required: false);

    /// <summary>All sections in this one, by key, in the order of their definition; keys with other values stay unread.</summary>
    public IReadOnlyList<KeyValuePair<string, HoconSection>> Sections() =>
    [
        .. _object.Members
            .Where(member => member.Value is HoconObject)
            .Select(member => KeyValuePair.Create(member.Key, Section(member.Key))),
    ];

    /// <summary>The value at a key as it is, null where there is none.</summary>
    public HoconValue? Value(string key)
    {
        _asked.Add(key);
        if (_object[key] is { } value)
        {
            _problems.Read(Path(key), _object.OriginOf(key));
            return value;
        }

        return null;
    }

    private HoconSection? OpenSection(string key, bool required)
    {
        if (!TryValue(key, required, out HoconValue? value))
        {
            return null;
        }

        if (value is HoconObject found)
        {
            return new HoconSection(found, [.. _path, key], _object.OriginOf(key), _problems, absent: false);
        }

        Wrong(key, value, $"must be an object, is {value.KindInWords}");
        return null;
    }

    private static (bool Ok, int Value) ReadInt32(HoconValue item) =>
        item.Text is { } text
        && HoconNumber.IsNumber(text)
        && HoconNumber.TryGetInt64(text, out long number)
        && number is >= int.MinValue and <= int.MaxValue
            ? (true, (int)number)
            : (false, 0);

    private ImmutableArray<string>? TextList(string key, bool required) =>
        List(key, required, "texts", item => (item.Text is not null, item.Text ?? ""));

    private ImmutableArray<T>? List<T>(string key, bool required, string what, Func<HoconValue, (bool Ok, T Value)> read)
    {
        if (!TryValue(key, required, out HoconValue? value))
        {
            return null;
        }

        if ((value as HoconArray ?? (value as HoconObject)?.AsArray()) is not { } list)
        {
            Wrong(key, value, $"must be a list of {what}, is {value.KindInWords}");
            return null;
        }

        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(list.Count);
        foreach (HoconValue item in list.Items)
        {
            (bool ok, T element) = read(item);
            if (ok)
            {
                items.Add(element);
            }
            else
            {
                _problems.Unread(Path(key));
                _problems.Add($"{Path(key)}[{items.Count}]", item, $"must be one of a list of {what}, is {item.KindInWords}", item.Origin);
                return [];
            }
        }

        return items.DrainToImmutable();
    }
}
