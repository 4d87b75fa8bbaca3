using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Guardian.Hocon;

/// <summary>Reads the keys of one object into typed values, and reports what is missing, wrong or unknown.</summary>
/// <remarks>
/// Every reader names one key (a dot in it is part of the key). A key that is missing or of the wrong kind becomes a problem and the
/// reader returns a harmless stand-in (0, empty, false), so that reading goes on and all problems show at once. Readers whose
/// name ends in <c>OrNull</c> return null for a key that is missing or null. No reader takes a default: defaults are written
/// once, in the reference file. Not safe for use by several threads at once.
/// </remarks>
public sealed partial class HoconSection
{
    private readonly HoconObject _object;
    private readonly ConfigProblems _problems;
    private readonly string[] _path;
    private readonly bool _absent; // its absence has been reported: that of its keys need not be
    private readonly HashSet<string> _asked = [];

    private HoconSection(HoconObject at, string[] path, HoconOrigin origin, ConfigProblems problems, bool absent)
    {
        (_object, _path, Origin, _problems, _absent) = (at, path, origin, problems, absent);
        FullPath = Syntax.HoconPath.Render(path);
    }

    /// <summary>The path from the configuration's root; empty for the root itself.</summary>
    public string FullPath { get; }

    /// <summary>Where the section was last written.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The keys that the section has, read or not.</summary>
    public IReadOnlyCollection<string> Keys => _object.Keys;

    /// <summary>The full path of a key.</summary>
    public string Path(string key) => FullPath.Length == 0 ? Syntax.HoconPath.Render(key) : $"{FullPath}.{Syntax.HoconPath.Render(key)}";

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _object[key] is not (null or HoconNull);
    }

    /// <summary>A text; numbers and booleans as they were written.</summary>
    public string Text(string key) => TryText(key, required: true, out string? text) ? text : "";

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(string key) => TryText(key, required: false, out string? text) ? text : null;

    /// <summary>A whole number of 32 bits.</summary>
#pragma warning disable CA1720 // the readers are named after the types they give
    public int Int32(string key) => (int)(Whole(key, required: true, int.MinValue, int.MaxValue) ?? 0);
#pragma warning restore CA1720

    /// <summary>A whole number of 32 bits, or null.</summary>
    public int? Int32OrNull(string key) => (int?)Whole(key, required: false, int.MinValue, int.MaxValue);

    /// <summary>A whole number of 64 bits.</summary>
#pragma warning disable CA1720 // the readers are named after the types they give
    public long Int64(string key) => Whole(key, required: true, long.MinValue, long.MaxValue) ?? 0;
#pragma warning restore CA1720

    /// <summary>A whole number of 64 bits, or null.</summary>
    public long? Int64OrNull(string key) => Whole(key, required: false, long.MinValue, long.MaxValue);

    /// <summary>A number, always finite.</summary>
    public double Number(string key) => Parsed(key, required: true, ParseNumber) ?? 0;

    /// <summary>A number, always finite, or null.</summary>
    public double? NumberOrNull(string key) => Parsed(key, required: false, ParseNumber);

    /// <summary><c>true</c>, <c>yes</c>, <c>on</c>, <c>false</c>, <c>no</c> or <c>off</c>.</summary>
    public bool Boolean(string key) => Parsed(key, required: true, ParseBoolean) ?? false;

    /// <summary><c>true</c>, <c>yes</c>, <c>on</c>, <c>false</c>, <c>no</c> or <c>off</c>, or null.</summary>
    public bool? BooleanOrNull(string key) => Parsed(key, required: false, ParseBoolean);

    /// <summary>A duration such as <c>1.5s</c>.</summary>
    /// <remarks>A bare number is milliseconds; <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.</remarks>
    public TimeSpan Duration(string key) => Parsed(key, required: true, Units.Duration) ?? TimeSpan.Zero;

    /// <summary>A duration, or null.</summary>
    public TimeSpan? DurationOrNull(string key) => Parsed(key, required: false, Units.Duration);

    /// <summary>A period of the calendar such as <c>6m</c> (months); a bare number is days.</summary>
    public HoconPeriod Period(string key) => Parsed(key, required: true, Units.Period) ?? default;

    /// <summary>A size in bytes, 0 or more.</summary>
    /// <remarks><c>10MiB</c> is 10 x 1024 x 1024, <c>10MB</c> is 10,000,000, <c>10M</c> is <c>10MiB</c>.</remarks>
    public long Bytes(string key) => Parsed(key, required: true, Units.Size) ?? 0;

    /// <summary>A size in bytes, or null.</summary>
    public long? BytesOrNull(string key) => Parsed(key, required: false, Units.Size);

    /// <summary>A share: <c>80%</c> and <c>0.8</c> are 0.8. Its range is for the caller to check.</summary>
    public double Fraction(string key) => Parsed(key, required: true, Units.Fraction) ?? 0;

    /// <summary>A share, or null.</summary>
    public double? FractionOrNull(string key) => Parsed(key, required: false, Units.Fraction);

    /// <summary>One of the names of an enumeration, in lower case with hyphens: <c>on-failure</c> is <c>OnFailure</c>.</summary>
    public TEnum Choice<TEnum>(string key)
        where TEnum : struct, Enum => Parsed(key, required: true, ParseChoice<TEnum>) ?? default;

    /// <summary>One of the names of an enumeration, or null.</summary>
    public TEnum? ChoiceOrNull<TEnum>(string key)
        where TEnum : struct, Enum => Parsed(key, required: false, ParseChoice<TEnum>);

    /// <summary>Reports every key that nobody asked for, with the key that may have been meant.</summary>
    public void RejectUnreadKeys(ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        foreach (string key in _object.Keys.Where(key => !_asked.Contains(key)))
        {
            problems.Add(Path(key), value: null, $"unknown key{Suggestion.For(key, _asked)}", _object.OriginOf(key));
        }
    }

    internal static HoconSection AtRoot(HoconValue root, ConfigProblems problems)
    {
        if (root is HoconObject found)
        {
            return new HoconSection(found, [], root.Origin, problems, absent: false);
        }

        problems.Add("(root)", value: null, $"must be an object, is {root.KindInWords}", root.Origin);
        return new HoconSection(HoconObject.Empty, [], root.Origin, problems, absent: true);
    }

    private bool TryText(string key, bool required, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!TryValue(key, required, out HoconValue? value))
        {
            return false;
        }

        text = value.Text;
        if (text is null)
        {
            Wrong(key, value: null, $"must be a text, is {value.KindInWords}");
        }

        return text is not null;
    }

    private T? Parsed<T>(string key, bool required, Func<string, (T? Value, string Rule)> parse)
        where T : struct
    {
        if (!TryValue(key, required, out HoconValue? value))
        {
            return null;
        }

        (T? parsed, string rule) = value.Text is { } text ? parse(text) : parse("");
        if (parsed is null)
        {
            Wrong(key, value, value.Text is null ? $"{rule}, is {value.KindInWords}" : rule);
        }

        return parsed;
    }

    private long? Whole(string key, bool required, long min, long max) => Parsed<long>(key, required, text =>
    {
        if (!HoconNumber.IsNumber(text.AsSpan().Trim()))
        {
            return (null, "must be a whole number");
        }

        if (!HoconNumber.TryGetInt64(text.Trim(), out long number))
        {
            return (null, text.AsSpan().ContainsAny(".eE-") && Math.Abs(double.Parse(text, CultureInfo.InvariantCulture)) < long.MaxValue
                ? "must be a whole number"
                : $"must be between {min} and {max}");
        }

        return number < min || number > max ? (null, $"must be between {min} and {max}") : (number, "");
    });

    private static (double? Value, string Rule) ParseNumber(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (!HoconNumber.IsNumber(trimmed))
        {
            return (null, "must be a number");
        }

        double number = double.Parse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? (number, "") : (null, "must be a number that fits 64 bits");
    }

    private static (bool? Value, string Rule) ParseBoolean(string text) => text switch
    {
        "true" or "yes" or "on" => (true, ""),
        "false" or "no" or "off" => (false, ""),
        _ => (null, "must be true, yes or on, or false, no or off"),
    };

    private static (TEnum? Value, string Rule) ParseChoice<TEnum>(string text)
        where TEnum : struct, Enum
    {
        string[] names = [.. Enum.GetNames<TEnum>().Select(Kebab)];
        int index = Array.FindIndex(names, name => Plain(name) == Plain(text));
        return index >= 0
            ? (Enum.GetValues<TEnum>()[index], "")
            : (null, $"must be one of {string.Join(", ", names)}{Suggestion.For(text, names)}");
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) && i > 0 && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
            ? "-" + char.ToLowerInvariant(c)
            : char.ToLowerInvariant(c).ToString()));

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private bool TryValue(string key, bool required, [NotNullWhen(true)] out HoconValue? value)
    {
        _asked.Add(key);
        value = _object[key];
        if (value is not null)
        {
            _problems.Read(Path(key), _object.OriginOf(key));
        }

        if (value is not (null or HoconNull))
        {
            return true;
        }

        if (_absent)
        {
            _problems.Unread(Path(key));
        }
        else if (required)
        {
            Wrong(key, value: null, value is null ? "is missing" : "must not be null");
        }

        value = null;
        return false;
    }

    private void Wrong(string key, object? value, string rule)
    {
        _problems.Unread(Path(key));
        _problems.Add(Path(key), value, rule, _object[key] is null ? Origin : _object.OriginOf(key));
    }
}
