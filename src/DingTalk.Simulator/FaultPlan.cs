namespace DingTalk.Simulator;

/// <summary>The faults in force. The same seed and the same order of calls and events give the same faults.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];
    private readonly int _seed;
    private int _added;

    internal FaultPlan(int seed) => _seed = seed;

    /// <summary>The faults that are not spent.</summary>
    public IReadOnlyList<Fault> Active
    {
        get
        {
            lock (_lock)
                return [.. _planned.Where(planned => !planned.IsSpent).Select(planned => planned.Fault)];
        }
    }

    /// <summary>Puts a fault in force. Faults are tried in the order in which they were added; one call can meet several.</summary>
    /// <exception cref="ArgumentException">The rate is not between 0 and 1, or an error has no code.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Rate is not (>= 0 and <= 1))
            throw new ArgumentException(Invariant($"The rate of a fault is between 0 and 1, not {fault.Rate}."), nameof(fault));
        if (fault is { Kind: FaultKind.Error, Code: null or "" })
            throw new ArgumentException("A fault that answers with an error needs a code.", nameof(fault));
        lock (_lock)
            _planned.Add(new Planned(fault, new Random(HashCode(_seed, _added++))));
    }

    /// <summary>Takes a fault out of force.</summary>
    public void Remove(Fault fault)
    {
        lock (_lock)
            _planned.RemoveAll(planned => planned.Fault == fault);
    }

    /// <summary>Takes all faults out of force.</summary>
    public void Clear()
    {
        lock (_lock)
            _planned.Clear();
    }

    /// <summary>How many calls or events the fault has hit.</summary>
    public int Hits(Fault fault)
    {
        lock (_lock)
            return _planned.Where(planned => planned.Fault == fault).Sum(planned => planned.Hits);
    }

    internal IReadOnlyList<Fault> Draw(string endpoint) => Draw(endpoint, ofEvents: false);

    internal IReadOnlyList<Fault> DrawEvent(string type) => Draw(type, ofEvents: true);

    private IReadOnlyList<Fault> Draw(string name, bool ofEvents)
    {
        lock (_lock)
        {
            return _planned.Count == 0
                ? []
                : [.. _planned.Where(planned => planned.Fault.IsOfEvents == ofEvents && planned.Strikes(name)).Select(planned => planned.Fault)];
        }
    }

    // Not System.HashCode: that differs from run to run.
    private static int HashCode(int seed, int index) => unchecked((seed * 486_187_739) + (index * 16_777_619));

    private sealed class Planned(Fault fault, Random random)
    {
        public Fault Fault => fault;

        public int Hits { get; private set; }

        public bool IsSpent => Hits >= fault.Times;

        public bool Strikes(string name)
        {
            if (IsSpent || (fault.Endpoint is not "*" && !string.Equals(fault.Endpoint, name, StringComparison.Ordinal)))
                return false;
#pragma warning disable CA5394 // Repeatable on purpose, and no secret.
            if (random.NextDouble() >= fault.Rate)
#pragma warning restore CA5394
                return false;
            Hits++;
            return true;
        }
    }
}
