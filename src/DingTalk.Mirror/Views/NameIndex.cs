namespace DingTalk.Mirror.Views;

/// <summary>Departments by name. One that differs in a few names shares the others with it.</summary>
internal sealed class NameIndex
{
    private readonly ShardedDictionary<ImmutableArray<long>> _ids;

    private NameIndex(ShardedDictionary<ImmutableArray<long>> ids) => _ids = ids;

    public static NameIndex Empty { get; } = new(ShardedDictionary<ImmutableArray<long>>.Empty);

    public ImmutableArray<long> IdsOf(string name) => _ids.TryGetValue(name, out var ids) ? ids : [];

    /// <summary>Begins a successor.</summary>
    public Builder ToBuilder() => new(this);

    /// <summary>The successor while it is made.</summary>
    public sealed class Builder
    {
        private readonly NameIndex _former;
        private ShardedDictionary<ImmutableArray<long>>.Builder? _ids;

        internal Builder(NameIndex former) => _former = former;

        /// <summary>A department has another name than before; null for none.</summary>
        public void Rename(long id, string? former, string? name)
        {
            if (former == name) return;
            _ids ??= _former._ids.ToBuilder();
            if (former is not null && _ids.TryGetValue(former, out var namesakes))
            {
                if (namesakes.Length > 1) _ids.Set(former, namesakes.Remove(id));
                else _ids.Remove(former);
            }

            if (name is not null) _ids.Set(name, _ids.TryGetValue(name, out var others) ? others.Add(id) : [id]);
        }

        public NameIndex ToImmutable() => _ids is null ? _former : new(_ids.ToImmutable());
    }
}
