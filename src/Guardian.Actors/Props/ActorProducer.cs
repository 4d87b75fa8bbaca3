using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Guardian.Actors;

/// <summary>Calls one constructor; found once per constructor and kept.</summary>
internal sealed class ActorProducer
{
    private static readonly ConcurrentDictionary<ConstructorInfo, ActorProducer> Known = new();
    private readonly ConstructorInvoker _invoker;

    private ActorProducer(ConstructorInfo constructor)
    {
        ActorType = constructor.DeclaringType!;
        _invoker = ConstructorInvoker.Create(constructor);
    }

    public Type ActorType { get; }

    public static ActorProducer For(NewExpression call)
    {
        if (call.Constructor is not { } constructor || constructor.DeclaringType!.IsAbstract)
        {
            throw new ArgumentException($"{call.Type} cannot be made by a constructor.", nameof(call));
        }

        if (!constructor.IsPublic)
        {
            // Akka.NET finds public constructors only; refusing here keeps the source good for both runtimes.
            throw new ArgumentException($"The constructor of {call.Type} must be public to be used in props.", nameof(call));
        }

        return Of(constructor);
    }

    public static (ActorProducer Producer, object?[] Arguments) For(Type type, object?[] args)
    {
        if (!typeof(ActorBase).IsAssignableFrom(type) || type.IsAbstract)
        {
            throw new ArgumentException($"{type} is no class of actors.", nameof(type));
        }

        ConstructorInfo[] fitting = [.. type.GetConstructors().Where(constructor => Fits(constructor.GetParameters(), args))];
        ConstructorInfo[] exact = [.. fitting.Where(constructor => constructor.GetParameters().Length == args.Length)];
        fitting = exact.Length > 0 ? exact : fitting; // as the compiler does: defaults are used only when nothing fits without
        if (fitting.Length != 1)
        {
            string how = fitting.Length == 0 ? "No public constructor takes" : "More than one public constructor takes";
            string types = string.Join(", ", args.Select(static each => each?.GetType().Name ?? "null"));
            throw new ArgumentException($"{how} ({types}) in {type}.", nameof(args));
        }

        IEnumerable<object?> defaults = fitting[0].GetParameters().Skip(args.Length).Select(static each => each.DefaultValue);
        return (Of(fitting[0]), [.. args, .. defaults]);
    }

    /// <summary>The values of a call's arguments. What closures usually hold is read directly; anything else is interpreted.</summary>
    public static object?[] Evaluate(ReadOnlyCollection<Expression> arguments) => arguments.Count == 0 ? [] : [.. arguments.Select(Evaluate)];

    public ActorBase Produce(object?[] arguments)
    {
        try
        {
            return (ActorBase)_invoker.Invoke(arguments.AsSpan());
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException); // what the constructor threw, with its own stack trace
            throw;
        }
    }

    private static ActorProducer Of(ConstructorInfo constructor) => Known.GetOrAdd(constructor, static each => new ActorProducer(each));

    private static bool Fits(ParameterInfo[] parameters, object?[] args)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (i >= args.Length)
            {
                if (!parameters[i].HasDefaultValue)
                {
                    return false;
                }
            }
            else if (args[i] is { } value ? !parameters[i].ParameterType.IsInstanceOfType(value)
                : parameters[i].ParameterType.IsValueType && Nullable.GetUnderlyingType(parameters[i].ParameterType) is null)
            {
                return false;
            }
        }

        return parameters.Length >= args.Length;
    }

    private static object? Evaluate(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                return constant.Value;
            case MemberExpression { Member: FieldInfo field } member:
                return field.GetValue(member.Expression is null ? null : Evaluate(member.Expression));
            case MemberExpression { Member: PropertyInfo { GetMethod: { } getter } } member when member.Expression is null or { Type.IsValueType: false }:
                object? target = member.Expression is null ? null : Evaluate(member.Expression);
                return getter.Invoke(target, BindingFlags.DoNotWrapExceptions, null, null, null);
            case UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when convert.Type.IsAssignableFrom(convert.Operand.Type):
                return Evaluate(convert.Operand);
            default:
                return Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
        }
    }
}
