namespace DingTalk.OpenPlatform.Checks;

/// <summary>What a check looks at beyond what is free and does nothing.</summary>
public sealed record DingTalkCheckOptions
{
    /// <summary>Makes the calls that count against the corp's month as well: at most three, <c>GET /auth/scopes</c>,
    /// <c>GET /v1.0/microApp/allInnerApps</c> and a search. Default: no.</summary>
    public bool Metered { get; init; }

    /// <summary>Asks for an address to receive events at, and does not connect. It may count as a call of the month. Default: no.</summary>
    public bool Events { get; init; }

    /// <summary>Departments are searched by name. Tested with <see cref="Metered"/> only.</summary>
    public bool NameSearch { get; init; }

    /// <summary>People are looked up by mobile number: needs a permission point of its own.</summary>
    public bool MobileLookups { get; init; }

    /// <summary>Mobile numbers and mail addresses are read: they need field permissions, without which they are absent and no error is told.</summary>
    public bool PersonalFields { get; init; }

    /// <summary>Departments that must be within the app's contact scope. Default: none in particular.</summary>
    public IReadOnlyList<long> Departments { get; init; } = [];
}
