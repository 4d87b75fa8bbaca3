using System.Collections.Immutable;
using Guardian.Alerts;
using Guardian.Connectors.Smtp;

namespace Guardian.Connectors.Notifying;

/// <summary>Makes the notifiers that a configuration names.</summary>
public static class NotifierFactory
{
    // One for all: connections are pooled by address. A redirect would carry a secret to somebody else, so none is followed.
    private static readonly HttpClient s_http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that changes of addresses in DNS are seen
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // each try has its own
    };

    /// <summary>Makes all notifiers. Opens nothing: a secret that is missing shows when something is to be sent.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="surroundings">The node.</param>
    /// <returns>One for each name, in the order of the configuration.</returns>
    public static ImmutableArray<INotifier> Create(AlertOptions options, NotifierSurroundings surroundings) =>
        [.. options.Notifiers.Select((notifier, index) => Create(notifier, options.Delivery, surroundings with { Seed = unchecked(surroundings.Seed + index) }))];

    private static INotifier Create(NotifierOptions notifier, AlertDeliveryOptions delivery, NotifierSurroundings surroundings) => notifier switch
    {
        NotifierOptions.Slack slack => new SlackNotifier(slack, s_http, new Delivery(delivery, surroundings), surroundings),
        NotifierOptions.Webhook webhook => new WebhookNotifier(webhook, s_http, new Delivery(delivery, surroundings), surroundings),
        NotifierOptions.Smtp smtp => new SmtpNotifier(smtp, new Delivery(delivery, surroundings), surroundings),
        NotifierOptions.File file => new JsonLinesNotifier(file, surroundings),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
