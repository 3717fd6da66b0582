using DingTalk.OpenPlatform.Transport;
using Orleans.Storage;

namespace DingTalk.Mirror.Errors;

/// <summary>
/// Exceptions of other libraries do not survive the way to another process. What leaves a grain of ours is an exception of ours,
/// or one of the runtime's own, which Orleans itself acts on.
/// </summary>
internal sealed class ForeignExceptionFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (DingTalkApiException exception) when (IsOurs(context))
        {
            throw PlatformErrors.ToMirror(exception);
        }
        catch (Exception exception) when (IsOurs(context) && !Travels(exception))
        {
#pragma warning disable MA0054 // As an inner exception it would travel no better.
            throw new MirrorException($"{context.InterfaceName}.{context.MethodName} failed: {exception.GetType().Name}: {exception.Message}");
#pragma warning restore MA0054
        }
    }

    private static bool IsOurs(IIncomingGrainCallContext context) =>
        context.InterfaceMethod?.DeclaringType?.Assembly == typeof(IOrganization).Assembly;

    private static bool Travels(Exception exception) => exception is MirrorException or InconsistentStateException
        || exception.GetType().Namespace is { } space
            && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Orleans", StringComparison.Ordinal));
}
