using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Guardian.Cluster.Postgres;

/// <summary>One statement with the values of its parameters, in order.</summary>
/// <param name="sql">One of <see cref="ClusterSql"/>.</param>
internal sealed class ClusterCommand(string sql)
{
    private readonly List<(NpgsqlDbType Type, object? Value)> _values = [];

    internal ClusterCommand With(string? value) => With(NpgsqlDbType.Text, value);

    internal ClusterCommand With(long value) => With(NpgsqlDbType.Bigint, value);

    internal ClusterCommand With(long? value) => With(NpgsqlDbType.Bigint, value);

    internal ClusterCommand With(int value) => With(NpgsqlDbType.Integer, value);

    internal ClusterCommand With(int? value) => With(NpgsqlDbType.Integer, value);

    internal ClusterCommand With(double? value) => With(NpgsqlDbType.Double, value);

    internal ClusterCommand With(bool value) => With(NpgsqlDbType.Boolean, value);

    internal ClusterCommand With(Guid value) => With(NpgsqlDbType.Uuid, value);

    internal ClusterCommand With(Guid[] values) => With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values);

    internal ClusterCommand With(ReadOnlyMemory<byte> value) => With(NpgsqlDbType.Bytea, value);

    /// <summary>Microseconds; a length without end is one of a hundred years, which the database can add to a moment.</summary>
    internal ClusterCommand With(TimeSpan value) =>
        With(Math.Min(value.Ticks, TimeSpan.TicksPerDay * 36_500) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Runs it.</summary>
    /// <returns>The first column of the first row; null when it is null, or there is none.</returns>
    internal async Task<object?> ValueAsync(NpgsqlConnection connection)
    {
        await using NpgsqlCommand command = On(connection);
        object? value = await command.ExecuteScalarAsync().ConfigureAwait(false);
        return value is DBNull ? null : value;
    }

    /// <summary>Runs it and reads its rows.</summary>
    internal async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, Func<DbDataReader, T> read)
    {
        await using NpgsqlCommand command = On(connection);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        List<T> found = [];
        while (await rows.ReadAsync().ConfigureAwait(false))
        {
            found.Add(read(rows));
        }

        return found;
    }

    private ClusterCommand With(NpgsqlDbType type, object? value)
    {
        _values.Add((type, value));
        return this;
    }

    private NpgsqlCommand On(NpgsqlConnection connection)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach ((NpgsqlDbType type, object? value) in _values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        }

        return command;
    }
}
