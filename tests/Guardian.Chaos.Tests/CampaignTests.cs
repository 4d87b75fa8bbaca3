using Xunit.Abstractions;

namespace Guardian.Chaos.Tests;

/// <summary>The short campaign: what the whole system does about every kind of fault, with real processes.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_short_campaign_of_every_fault_ends_as_it_should()
    {
        CampaignOptions options = new() { Seed = 1, Length = TimeSpan.FromMinutes(1.2) };

        bool holds = await Campaign.RunAsync(options, output.WriteLine, CancellationToken.None);

        holds.ShouldBeTrue("the assertions that fail stand at the end of the output");
    }
}
