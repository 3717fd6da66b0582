using System.Reflection;
using DingTalk.Mirror.Changes;

namespace DingTalk.Mirror.Tests.Architecture;

/// <summary>The types that we wrote, and the places where their sources lie.</summary>
internal static class MirrorAssemblies
{
    public static Assembly Abstractions { get; } = typeof(IOrganization).Assembly;

    public static Assembly Mirror { get; } = typeof(Ledger).Assembly;

    public static string Repository { get; } = FindRepository();

    /// <summary>What stands in our sources: neither what the compiler nor what Orleans generates.</summary>
    public static IEnumerable<Type> Types => new[] { Abstractions, Mirror }.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == false
            && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false)
            && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
            && !type.FullName!.Contains('<', StringComparison.Ordinal));

    public static IEnumerable<Type> SerializedTypes => Types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));

    public static IEnumerable<Type> GrainInterfaces => Types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)));

    public static IEnumerable<Type> GrainClasses => Types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain)));

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orleans.DingTalk.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("These tests read the sources, and run from within the repository.");
    }
}
