using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class InstanceNameTests
{
    [Theory]
    [InlineData("mailer", true)]
    [InlineData("0", true)]
    [InlineData("a.b-c_d9", true)]
    [InlineData("", false)]
    [InlineData(".a", false)]
    [InlineData("-a", false)]
    [InlineData("Mailer", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    public void Names_are_safe_as_file_names_and_labels(string name, bool valid) => InstanceName.IsWorkerName(name).ShouldBe(valid);

    [Fact]
    public void A_name_has_at_most_63_letters()
    {
        InstanceName.IsWorkerName(new string('a', 63)).ShouldBeTrue();
        InstanceName.IsWorkerName(new string('a', 64)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("mailer/0", true)]
    [InlineData("mailer/12", true)]
    [InlineData("mailer/012", false)]
    [InlineData("mailer/-1", false)]
    [InlineData("mailer/+1", false)]
    [InlineData("mailer/", false)]
    [InlineData("mailer", false)]
    [InlineData("a/b/1", false)]
    [InlineData("mailer/99999999999", false)]
    [InlineData(null, false)]
    public void Only_what_is_written_by_it_is_read_back(string? text, bool valid)
    {
        InstanceName.TryParse(text, out InstanceName name).ShouldBe(valid);
        if (valid)
        {
            name.ToString().ShouldBe(text);
        }
    }
}
