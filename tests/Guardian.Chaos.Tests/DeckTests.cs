using Guardian.Chaos.Faults;

namespace Guardian.Chaos.Tests;

public sealed class DeckTests
{
    [Fact]
    public void Every_kind_comes_once_before_any_comes_again()
    {
        Deck deck = new(FaultPlans.All, new Random(5));

        string[] first = [.. Enumerable.Range(0, FaultPlans.All.Count).Select(_ => deck.Deal(_ => true)!.Name)];

        first.Order().ShouldBe(FaultPlans.All.Select(plan => plan.Name).Order());
        deck.HasDealtAll.ShouldBeTrue();
        deck.Deal(_ => true).ShouldNotBeNull();
    }

    [Fact]
    public void The_same_seed_gives_the_same_order() => Order(7).ShouldBe(Order(7));

    [Fact]
    public void Another_seed_gives_another_order() => Order(7).ShouldNotBe(Order(8));

    [Fact]
    public void What_has_no_place_now_stays_in_the_deck()
    {
        Deck deck = new(FaultPlans.All, new Random(5));

        deck.Deal(_ => false).ShouldBeNull();
        deck.HasDealtAll.ShouldBeFalse();
        Enumerable.Range(0, FaultPlans.All.Count).Select(_ => deck.Deal(_ => true)!.Name).Distinct().Count().ShouldBe(FaultPlans.All.Count);
    }

    private static string[] Order(int seed)
    {
        Deck deck = new(FaultPlans.All, new Random(seed));
        return [.. Enumerable.Range(0, 40).Select(_ => deck.Deal(_ => true)!.Name)];
    }
}
