namespace DingTalk.Mirror.Views;

/// <summary>An array that never changes. One that differs in a few entries shares everything with it but the chunks that hold them.</summary>
internal sealed class ChunkedArray<T>
{
    private const int Bits = 8;
    private const int ChunkLength = 1 << Bits;

    private readonly T[][] _chunks;

    private ChunkedArray(T[][] chunks, int length) => (_chunks, Length) = (chunks, length);

    public static ChunkedArray<T> Empty { get; } = new([], 0);

    public int Length { get; }

    public ref readonly T this[int index] => ref _chunks[index >> Bits][index & (ChunkLength - 1)];

    /// <summary>The indices below both lengths whose entries are others than in <paramref name="former"/>, and all beyond the shorter one.</summary>
    public IEnumerable<int> DifferencesFrom(ChunkedArray<T> former)
    {
        for (var i = 0; i < Math.Max(Length, former.Length); i++)
        {
            var chunk = i >> Bits;
            if (chunk < _chunks.Length && chunk < former._chunks.Length && ReferenceEquals(_chunks[chunk], former._chunks[chunk])) i |= ChunkLength - 1;
            else if (i >= Length || i >= former.Length || !ReferenceEquals(this[i], former[i])) yield return i;
        }
    }

    /// <summary>Begins a successor of this length.</summary>
    public Builder ToBuilder(int length) => new(this, length);

    /// <summary>The successor while it is made.</summary>
    public sealed class Builder
    {
        private readonly T[][] _former;
        private readonly T[][] _chunks;
        private readonly int _length;

        internal Builder(ChunkedArray<T> former, int length)
        {
            (_former, _length) = (former._chunks, length);
            _chunks = new T[(length + ChunkLength - 1) >> Bits][];
            var shared = Math.Min(_chunks.Length, _former.Length);
            _former.AsSpan(0, shared).CopyTo(_chunks);
            for (var i = shared; i < _chunks.Length; i++) _chunks[i] = new T[ChunkLength];
        }

        public int Length => _length;

        public T this[int index]
        {
            get => _chunks[index >> Bits][index & (ChunkLength - 1)];
            set => Own(index >> Bits)[index & (ChunkLength - 1)] = value;
        }

        public ChunkedArray<T> ToImmutable() => new(_chunks, _length);

        private T[] Own(int chunk)
        {
            if (chunk < _former.Length && ReferenceEquals(_chunks[chunk], _former[chunk])) _chunks[chunk] = [.. _former[chunk]];
            return _chunks[chunk];
        }
    }
}
