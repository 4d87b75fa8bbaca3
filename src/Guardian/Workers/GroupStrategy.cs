namespace Guardian.Workers;

/// <summary>Whom the failure of one worker takes along, by the names of the Erlang/OTP supervisor.</summary>
public enum GroupStrategy
{
    /// <summary>Nobody: only the failed instance is restarted.</summary>
    OneForOne,

    /// <summary>Every worker of the group is stopped and started again.</summary>
    OneForAll,

    /// <summary>The failed worker and those that start after it are stopped and started again.</summary>
    RestForOne,
}
