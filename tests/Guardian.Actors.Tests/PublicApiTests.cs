using System.Reflection;
using System.Text;

namespace Guardian.Actors.Tests;

/// <summary>
/// The public surface as text beside this file: a change of it is a decision, and must stay within what Akka.NET 1.5 has.
/// </summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Fact]
    public void The_public_surface_is_as_written_down()
    {
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        string actual = Describe(typeof(ActorSystem).Assembly);

        if (actual != expected)
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt"), actual);
        }

        actual.ShouldBe(expected, "if the change is meant, copy PublicApi.received.txt from the output folder over PublicApi.txt");
    }

    private static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type));
            IEnumerable<string> bases = new[] { type.BaseType }.Where(each => each is not null && each != typeof(object) && each != typeof(ValueType)
                && each != typeof(Enum) && each != typeof(MulticastDelegate)).Concat(type.GetInterfaces()).Select(each => Name(each!)).Order(StringComparer.Ordinal);
            text.Append(bases.Any() && !type.IsEnum && !typeof(Delegate).IsAssignableFrom(type) ? " : " + string.Join(", ", bases) : string.Empty).Append('\n');
            foreach (string member in type.GetMembers(Declared).Where(IsVisible).Select(Member).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        MethodBase method => IsVisible(method),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{Name(method.ReturnType)} {method.Name}{Arguments(method)}({Parameters(method)})",
        FieldInfo field => $"{(field.IsStatic ? "static " : string.Empty)}{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Access(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)} {property.Name} "
            + $"{{ {(property.GetMethod is { } get && IsVisible(get) ? "get; " : string.Empty)}{(property.SetMethod is { } set && IsVisible(set) ? "set; " : string.Empty)}}}",
        _ => member.ToString()!,
    };

    private static string Access(MethodBase method) =>
        $"{(method.IsPublic ? string.Empty : "protected ")}{(method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : string.Empty)}";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(each =>
        $"{Name(each.ParameterType)} {each.Name}{(each.HasDefaultValue ? $" = {each.DefaultValue ?? "null"}" : string.Empty)}"));

    private static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : string.Empty;

    private static string Kind(Type type) => type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace is "System" or "Guardian.Actors" ? type.Name : type.FullName ?? $"{type.Namespace}.{type.Name}";
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
