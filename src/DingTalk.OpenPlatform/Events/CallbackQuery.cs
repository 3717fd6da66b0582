namespace DingTalk.OpenPlatform.Events;

/// <summary>What the platform puts into the query of a callback.</summary>
internal sealed record CallbackQuery(string Signature, string Timestamp, string Nonce)
{
    /// <summary>Reads a query; <see langword="null"/> if something is missing. The platform's pages have two names for two of the three.</summary>
    public static CallbackQuery? Read(string? query)
    {
        string? signature = null, oldSignature = null, timestamp = null, nonce = null;
        foreach (var part in (query ?? "").TrimStart('?').Split('&'))
        {
            var cut = part.IndexOf('=', StringComparison.Ordinal);
            if (cut < 0)
                continue;
            var value = Uri.UnescapeDataString(part[(cut + 1)..]);
            switch (part[..cut])
            {
                case "msg_signature":
                    signature = value;
                    break;
                case "signature":
                    oldSignature = value;
                    break;
                case "timestamp" or "timeStamp":
                    timestamp = value;
                    break;
                case "nonce":
                    nonce = value;
                    break;
            }
        }

        signature ??= oldSignature;
        return signature is null || timestamp is null || nonce is null ? null : new(signature, timestamp, nonce);
    }
}
