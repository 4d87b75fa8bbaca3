using Microsoft.Extensions.Configuration;

namespace Guardian.Hocon.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Keys_become_paths_with_colons_and_indices()
    {
        using Folder folder = new(("a.conf", "a { b = [x, { c = 1.10 }], n = null, e = [], o = {}, t = true }\ninclude \"b\""), ("b.conf", "b.c = ${a.t}"));
        IConfigurationRoot root = new ConfigurationBuilder().AddHoconFile(folder.At("a.conf")).Build();

        root["a:b:0"].ShouldBe("x");
        root["A:B:1:C"].ShouldBe("1.10");
        root["a:n"].ShouldBeNull();
        root["a:e"].ShouldBe("");
        root["a:o"].ShouldBeNull();
        root["b:c"].ShouldBe("true");
        root.GetSection("a").GetChildren().Select(child => child.Key).ShouldBe(["b", "e", "n", "o", "t"], ignoreOrder: true);
    }

    [Fact]
    public void A_missing_file_is_refused_unless_it_is_optional()
    {
        Should.Throw<HoconException>(() => new ConfigurationBuilder().AddHoconFile("no/such.conf").Build());
        new ConfigurationBuilder().AddHoconFile("no/such.conf", optional: true).Build().AsEnumerable().ShouldBeEmpty();
    }

    [Fact]
    public void Reload_reads_the_file_again()
    {
        using Folder folder = new(("a.conf", "a = 1, gone = 1"));
        IConfigurationRoot root = new ConfigurationBuilder().AddHoconFile(folder.At("a.conf")).Build();
        folder.Write("a.conf", "a = 2");
        root.Reload();

        root["a"].ShouldBe("2");
        root["gone"].ShouldBeNull();
    }
}
