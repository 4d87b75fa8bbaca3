using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;
using Npgsql;

namespace Guardian.Persistence.Sql.Postgres;

/// <summary>Some appends as arrays, the way <see cref="PostgresSql.Append"/> takes them.</summary>
internal sealed class AppendBatch
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);
    private readonly List<StreamAppend> _parts = [];
    private readonly List<int> _partRequests = [];
    private readonly List<int> _partStreams = [];
    private readonly List<int> _eventParts = [];
    private readonly List<int> _eventOffsets = [];
    private readonly List<int> _eventTypes = [];
    private readonly List<long> _eventAts = [];
    private readonly List<byte[]> _eventJsons = [];
    private int _requests;

    /// <summary>Adds a request: all of its parts are written, or none.</summary>
    public void Add(IReadOnlyList<StreamAppend> request)
    {
        _requests++;
        foreach (StreamAppend part in request)
        {
            _parts.Add(part);
            _partRequests.Add(_requests);
            _partStreams.Add(PlaceOf(part.Stream, _names));
            int offset = 0;
            foreach (NewEvent item in part.Events)
            {
                _eventParts.Add(_parts.Count);
                _eventOffsets.Add(++offset);
                _eventTypes.Add(PlaceOf(item.Type, _types));
                _eventAts.Add(item.At.ToUnixTimeMilliseconds());
                _eventJsons.Add(Content.Bytes(item.Json));
            }
        }
    }

    /// <summary>A part by its number, from 1.</summary>
    public StreamAppend Part(int number) => _parts[number - 1];

    /// <summary>Gives the arrays to a command.</summary>
    public void Bind(NpgsqlParameterCollection parameters)
    {
        parameters[0].Value = InOrder(_names);
        parameters[1].Value = _partRequests;
        parameters[2].Value = _partStreams;
        parameters[3].Value = _parts.ConvertAll(part => part.Expected ?? -1);
        parameters[4].Value = _parts.ConvertAll(part => part.Events.Length);
        parameters[5].Value = InOrder(_types);
        parameters[6].Value = _eventParts;
        parameters[7].Value = _eventOffsets;
        parameters[8].Value = _eventTypes;
        parameters[9].Value = _eventAts;
        parameters[10].Value = _eventJsons;
    }

    private static int PlaceOf(string name, Dictionary<string, int> places)
    {
        if (!places.TryGetValue(name, out int place))
        {
            place = places.Count + 1;
            places.Add(name, place);
        }

        return place;
    }

    private static string[] InOrder(Dictionary<string, int> places)
    {
        string[] names = new string[places.Count];
        foreach ((string name, int place) in places)
        {
            names[place - 1] = name;
        }

        return names;
    }
}
