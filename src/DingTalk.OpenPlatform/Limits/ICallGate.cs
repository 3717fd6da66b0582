namespace DingTalk.OpenPlatform.Limits;

/// <summary>When a call may leave. One of the two seams of this package: a process has <see cref="SlidingWindowGate"/>,
/// a cluster whose processes share one app brings its own.</summary>
public interface ICallGate
{
    /// <summary>Waits until a call of this kind may leave.</summary>
    /// <param name="call">What wants to leave.</param>
    /// <param name="cancellationToken">Gives the place in the queue up.</param>
    ValueTask<CallPermit> EnterAsync(PlatformCall call, CancellationToken cancellationToken);

    /// <summary>The platform refused a call for its frequency.</summary>
    /// <param name="call">The call that was refused.</param>
    /// <param name="pause">How long further calls of this API would be refused too.</param>
    void Refused(PlatformCall call, TimeSpan pause);
}

/// <summary>The right to send one call, soon.</summary>
public abstract class CallPermit
{
    /// <summary>Asked once, just before the bytes leave, because a process can freeze between the grant and the send.</summary>
    /// <returns><see langword="true"/>: send now, it is counted. <see langword="false"/>: the permit has expired; ask the gate again.</returns>
    public abstract bool TrySend();
}

/// <summary>A call as the platform counts it.</summary>
/// <param name="Api">Method and path without query, as in <c>POST /topapi/v2/department/listsub</c>: the platform's limit is per app and API.</param>
/// <param name="Priority">Who waits for it.</param>
/// <param name="IsMetered">Whether it counts against the corp's monthly allowance.</param>
public readonly record struct PlatformCall(string Api, CallPriority Priority, bool IsMetered);

/// <summary>Who waits for a call.</summary>
public enum CallPriority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,

    /// <summary>Nobody does: it takes what interactive calls leave.</summary>
    Background,
}
