using System.Diagnostics.CodeAnalysis;

namespace DingTalk.Mirror.Views;

/// <summary>A dictionary by name that never changes. One that differs in a few names shares everything with it but the shards that hold them.</summary>
internal sealed class ShardedDictionary<TValue>
{
    private const int ShardCount = 256;

    private readonly Dictionary<string, TValue>[] _shards;

    private ShardedDictionary(Dictionary<string, TValue>[] shards) => _shards = shards;

    public static ShardedDictionary<TValue> Empty { get; } = new([.. Enumerable.Repeat(new Dictionary<string, TValue>(StringComparer.Ordinal), ShardCount)]);

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out TValue value) => _shards[ShardOf(name)].TryGetValue(name, out value);

    public IEnumerable<TValue> Values => _shards.SelectMany(shard => shard.Values);

    /// <summary>Begins a successor.</summary>
    public Builder ToBuilder() => new(_shards);

    private static int ShardOf(string name) => string.GetHashCode(name, StringComparison.Ordinal) & (ShardCount - 1);

    /// <summary>The successor while it is made.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<string, TValue>[] _former;
        private readonly Dictionary<string, TValue>[] _shards;

        internal Builder(Dictionary<string, TValue>[] former) => (_former, _shards) = (former, [.. former]);

        public bool TryGetValue(string name, [MaybeNullWhen(false)] out TValue value) => _shards[ShardOf(name)].TryGetValue(name, out value);

        public void Set(string name, TValue value) => Own(name)[name] = value;

        public void Remove(string name) => Own(name).Remove(name);

        public ShardedDictionary<TValue> ToImmutable() => new(_shards);

        private Dictionary<string, TValue> Own(string name)
        {
            var shard = ShardOf(name);
            if (ReferenceEquals(_shards[shard], _former[shard])) _shards[shard] = new(_former[shard], StringComparer.Ordinal);
            return _shards[shard];
        }
    }
}
