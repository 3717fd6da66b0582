using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace DingTalk.Simulator.Events;

/// <summary>What a ticket opens: one connection, once, for a while.</summary>
internal sealed record StreamTicket(bool WantsEvents, string UserAgent, DateTimeOffset Expires);

/// <summary>Tickets and connections of the app. A push goes to one connection, chosen at random.</summary>
internal sealed class StreamHub(SimulatorOptions options, SimulatedClock clock)
{
    public const string Path = "/connect";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StreamTicket> _tickets = new(StringComparer.Ordinal);
    private readonly Random _random = new(options.Events.Seed);
    private ImmutableArray<StreamConnection> _connections = [];
    private bool _closed;

    /// <summary>Healthy or not, oldest first.</summary>
    public IReadOnlyList<StreamConnectionStatus> Connections
    {
        get
        {
            lock (_lock)
                return [.. _connections.Select(connection => connection.Status)];
        }
    }

    public string IssueTicket(bool wantsEvents, string userAgent)
    {
        var ticket = Guid.NewGuid().ToString();
        lock (_lock)
            _tickets[ticket] = new StreamTicket(wantsEvents, userAgent, clock.GetUtcNow() + options.Events.TicketLifetime);
        return ticket;
    }

    /// <summary>Serves one connection until it ends.</summary>
    public async Task AcceptAsync(HttpContext http, Action<StreamAck> acknowledged, Action changed)
    {
        if (Take(http.Request.Query["ticket"].ToString()) is not { } ticket)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var connection = new StreamConnection(socket, ticket, clock);
        using var pings = StartPings(connection);
        using var age = options.Events.ConnectionLifetime is { } lifetime ? After(lifetime, () => Break(connection, StreamBreak.Announced)) : null;
        if (!Add(connection))
            return;
        try
        {
            changed();
            await connection.RunAsync(acknowledged, http.RequestAborted);
        }
        finally
        {
            lock (_lock)
                _connections = _connections.Remove(connection);
            changed();
        }
    }

    /// <summary>
    /// Addresses a frame to one of the connections that take events, and says to which; null if there is none. A connection that
    /// breaks with this push is chosen first: an announced end sends the frame elsewhere, the others lose it.
    /// </summary>
    public string? Push(byte[] frame, StreamBreak? breaks)
    {
        StreamConnection? chosen;
        lock (_lock)
        {
            chosen = Choose();
            if (chosen is not null && breaks is { } how)
            {
                Break(chosen, how);
                chosen = how is StreamBreak.Announced ? Choose() : chosen;
            }

            chosen?.Send(frame);
        }

        return chosen?.Id;
    }

    /// <exception cref="ArgumentException">There is no such connection.</exception>
    public void Break(string? id, StreamBreak how)
    {
        ImmutableArray<StreamConnection> chosen;
        lock (_lock)
            chosen = id is null ? _connections : [.. _connections.Where(connection => string.Equals(connection.Id, id, StringComparison.Ordinal))];
        if (id is not null && chosen.IsEmpty)
            throw new ArgumentException($"There is no connection '{id}'.", nameof(id));
        foreach (var connection in chosen)
            Break(connection, how);
    }

    private void Break(StreamConnection connection, StreamBreak how)
    {
        lock (_lock)
        {
            if (connection.Break is StreamBreak.Announced or StreamBreak.Cut)
                return;
            if (how is StreamBreak.Announced)
                connection.Send(StreamFrames.Disconnect(clock.GetUtcNow()));
            connection.Break = how;
        }

        if (how is StreamBreak.Announced)
            After(options.Events.DisconnectGrace, connection.Close);
        else if (how is StreamBreak.Cut)
            connection.Cut();
    }

    /// <summary>Cuts everything; nothing opens any more.</summary>
    public void Close()
    {
        ImmutableArray<StreamConnection> open;
        lock (_lock)
        {
            _closed = true;
            open = _connections;
        }

        foreach (var connection in open)
            connection.Cut();
    }

    private StreamConnection? Choose()
    {
        var takers = _connections.Where(connection => connection.TakesEvents).ToList();
#pragma warning disable CA5394 // Repeatable on purpose, and no secret.
        return takers.Count == 0 ? null : takers[_random.Next(takers.Count)];
#pragma warning restore CA5394
    }

    private bool Add(StreamConnection connection)
    {
        lock (_lock)
        {
            if (!_closed)
                _connections = _connections.Add(connection);
            return !_closed;
        }
    }

    // Good once, whether or not in time.
    private StreamTicket? Take(string ticket)
    {
        lock (_lock)
            return _tickets.Remove(ticket, out var found) && clock.GetUtcNow() < found.Expires ? found : null;
    }

    private ITimer? StartPings(StreamConnection connection) => options.Events.PingInterval is { } interval
        ? clock.CreateTimer(_ => connection.Ping(), null, interval, interval)
        : null;

    private ITimer After(TimeSpan wait, Action action) =>
        clock.CreateTimer(_ => action(), null, wait, Timeout.InfiniteTimeSpan);
}
