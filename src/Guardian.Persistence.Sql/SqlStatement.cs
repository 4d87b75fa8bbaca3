using System.Data.Common;

namespace Guardian.Persistence.Sql;

/// <summary>A statement that is prepared once and run many times; values are given in the order of its parameters.</summary>
internal sealed class SqlStatement : IDisposable
{
    private readonly DbCommand _command;
    private readonly DbParameter[] _parameters;

    internal SqlStatement(DbConnection connection, string sql, params string[] names)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _parameters = new DbParameter[names.Length];
        for (int index = 0; index < names.Length; index++)
        {
            DbParameter parameter = _command.CreateParameter();
            parameter.ParameterName = names[index];
            _command.Parameters.Add(parameter);
            _parameters[index] = parameter;
        }
    }

    /// <summary>Makes the next runs part of a transaction.</summary>
    public void Join(DbTransaction transaction) => _command.Transaction = transaction;

    /// <returns>Rows changed.</returns>
    public int Run(params ReadOnlySpan<object> values) => Bound(values).ExecuteNonQuery();

    /// <returns>The first column of the first row.</returns>
    public object? Value(params ReadOnlySpan<object> values) => Bound(values).ExecuteScalar();

    public DbDataReader Read(params ReadOnlySpan<object> values) => Bound(values).ExecuteReader();

    public void Dispose() => _command.Dispose();

    private DbCommand Bound(ReadOnlySpan<object> values)
    {
        for (int index = 0; index < _parameters.Length; index++)
        {
            _parameters[index].Value = values[index];
        }

        return _command;
    }
}
