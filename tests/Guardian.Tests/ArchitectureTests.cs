using System.Reflection;
using System.Runtime.InteropServices;

namespace Guardian.Tests;

public class ArchitectureTests
{
    private static readonly Assembly s_domain = typeof(GuardianOptions).Assembly;

    [Fact]
    public void The_domain_references_the_actors_the_configuration_reader_and_abstractions_only()
    {
        string[] strangers =
        [
            .. s_domain.GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(name => !(name is "Guardian.Actors" or "Guardian.Hocon" or "Akka" or "netstandard" or "mscorlib"
                    || (name.StartsWith("System", StringComparison.Ordinal) && !name.StartsWith("System.Data", StringComparison.Ordinal))
                    || (name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal)))),
        ];

        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_calls_no_native_code_itself()
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        s_domain.GetTypes()
            .SelectMany(type => type.GetMethods(all))
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
                || method.GetCustomAttribute<DllImportAttribute>() is not null
                || method.GetCustomAttribute<LibraryImportAttribute>() is not null)
            .Select(method => $"{method.DeclaringType}.{method.Name}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_verdict_family_is_closed()
    {
        Type[] families =
        [
            .. s_domain.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: false } && type.GetNestedTypes().Any(nested => nested.BaseType == type)),
        ];

        families.ShouldContain(typeof(Guardian.Workers.RestartVerdict));
        foreach (Type family in families)
        {
            // The compiler's own copy constructor of a record is protected; every other one must be private.
            family.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Where(constructor => !constructor.IsPrivate && !(constructor.GetParameters() is [{ } only] && only.ParameterType == family))
                .ShouldBeEmpty($"{family} can be extended from outside");
        }
    }
}
