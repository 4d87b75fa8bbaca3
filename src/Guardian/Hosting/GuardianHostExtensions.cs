using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Guardian.Hosting;

/// <summary>Adds a node to a .NET host.</summary>
public static class GuardianHostExtensions
{
    /// <summary>Runs a node as part of the host: it starts with it, and stops its workers in order when the host stops.</summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="configure">Defines the workers and chooses the ports.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The host has a node already.</exception>
    /// <remarks>The running node is <see cref="GuardianService.Node"/> of the registered <see cref="GuardianService"/>.</remarks>
    public static IHostApplicationBuilder AddGuardian(this IHostApplicationBuilder builder, Action<GuardianBuilder> configure)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(GuardianService)))
        {
            throw new InvalidOperationException("this host has a node already: define all its workers in one AddGuardian");
        }

        GuardianBuilder guardian = new();
        configure(guardian);
        builder.Services.AddSingleton(guardian);
        builder.Services.AddSingleton<GuardianService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GuardianService>());
        return builder;
    }
}
