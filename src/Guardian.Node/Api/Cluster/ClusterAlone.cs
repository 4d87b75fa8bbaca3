using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api.Cluster;

/// <summary>What a node says of the cluster that it does not have.</summary>
internal static class ClusterAlone
{
    /// <summary>Header of the palettes: name of one that is not there, a colon, and why.</summary>
    public const string AbsentHeader = "X-Guardian-Absent";

    /// <summary>The sentence.</summary>
    public const string Words =
        "this node is alone: to let several act together, set guardian.cluster.database to a PostgreSQL database that they share, give each a guardian.node.name, and start them again";

    /// <summary>Answers for the cluster's part of the API.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.Map("/api/v1/cluster/{**rest}", http =>
        ApiAnswers.ProblemAsync(http, StatusCodes.Status409Conflict, "no cluster", Words));

    /// <summary>Tells with the palettes why there is none of the cluster.</summary>
    public static Task TellAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path == "/api/v1/palettes")
        {
            http.Response.Headers[AbsentHeader] = $"{ClusterPalette.Palette.Name}: {Words}";
        }

        return next(http);
    }
}
