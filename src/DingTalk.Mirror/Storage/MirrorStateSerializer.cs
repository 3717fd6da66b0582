using DingTalk.Mirror.Errors;
using Orleans.Serialization;
using Orleans.Storage;

namespace DingTalk.Mirror.Storage;

/// <summary>
/// The one form in which the mirror's rows are stored, whatever the store: four bytes that say whose and which format it is,
/// then Orleans's own encoding by alias and field number, which renamed types and added fields do not break.
/// </summary>
internal sealed class MirrorStateSerializer(Serializer serializer) : IGrainStorageSerializer
{
    /// <summary>Raised when an older library could misread what a newer one has written.</summary>
    internal const byte Format = 1;

    private static ReadOnlySpan<byte> Mark => "DTM"u8;

    public BinaryData Serialize<T>(T? input)
    {
        var body = serializer.SerializeToArray(input);
        var row = new byte[Mark.Length + 1 + body.Length];
        Mark.CopyTo(row);
        row[Mark.Length] = Format;
        body.CopyTo(row, Mark.Length + 1);
        return new(row);
    }

    public T Deserialize<T>(BinaryData input)
    {
        var row = input.ToMemory();
        if (row.Length <= Mark.Length || !row.Span[..Mark.Length].SequenceEqual(Mark))
        {
            throw new MirrorStateException(
                $"A stored {typeof(T).Name} does not begin with the mark of the DingTalk mirror. The storage \"{StorageNames.Mirror}\" holds rows of something else: "
                + "give the mirror a store, or a ServiceId, of its own.");
        }

        if (row.Span[Mark.Length] > Format)
        {
            throw new MirrorStateException(
                $"A stored {typeof(T).Name} has format {row.Span[Mark.Length]}, and this version reads up to {Format}. It was written by a newer version: "
                + "run that one. Nothing was overwritten.");
        }

        try
        {
            return serializer.Deserialize<T>(row[(Mark.Length + 1)..])!;
        }
#pragma warning disable CA1031 // Damage shows as any exception of the decoder.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new MirrorStateException(
                $"A stored {typeof(T).Name} of {row.Length} bytes is damaged ({exception.GetType().Name}). Nothing was overwritten: "
                + $"restore the storage \"{StorageNames.Mirror}\" from a backup, or empty it; departments and people are then read from DingTalk again, "
                + "and notices under way are forgotten.");
        }
    }
}
