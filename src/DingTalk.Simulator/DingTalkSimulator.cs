using DingTalk.Simulator.Contacts;
using DingTalk.Simulator.Control;
using DingTalk.Simulator.Events;
using DingTalk.Simulator.Gateway;
using DingTalk.Simulator.Limits;
using DingTalk.Simulator.Notices;
using DingTalk.Simulator.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DingTalk.Simulator;

/// <summary>
/// The DingTalk open platform as a local server, both hosts under one address: an organization, tokens, limits, work notices,
/// events and faults.
/// </summary>
/// <example><code>await using var dingTalk = await DingTalkSimulator.StartAsync(new SimulatedOrganization().Department(2, "研发部").User("u1", "陈可", 2));</code></example>
public sealed class DingTalkSimulator : IAsyncDisposable
{
    private readonly SimulatorOptions _options;
    private readonly WebApplication _app;
    private readonly TokenIssuer _tokens;
    private readonly CallLimits _limits;
    private readonly StreamHub _stream;
    private readonly CallbackSender _callbacks;
    private readonly Breakage _breakage;

    private DingTalkSimulator(SimulatedOrganization organization, SimulatorOptions options)
    {
        _options = options;
        Organization = organization;
        _breakage = new Breakage(options, organization);
        Clock = new SimulatedClock(options.TimeProvider);
        Faults = new FaultPlan(options.FaultSeed);
        _tokens = new TokenIssuer(options, Clock);
        _limits = new CallLimits(options, Clock);
        _stream = new StreamHub(options, Clock);
        _callbacks = new CallbackSender(options, Clock);
        var failed = new FailedList(options, Clock);
        var center = new EventCenter(options, Clock, Faults, _stream, _callbacks, failed);
        Events = new SimulatedEvents(options, center, _stream, _callbacks);
        organization.Open(Clock, center.Publish);
        var notices = new NoticeCenter(options, Clock, Deliveries);
        var gateway = new PlatformGateway(options, organization, Clock, _tokens, _limits, Calls, Faults, CreateTable(notices, failed));
        _app = CreateApp(options);
        _app.UseWebSockets();
        var control = new ControlApi(this);
        _app.Run(http => options.ControlApi && http.Request.Path.StartsWithSegments(ControlApi.Path, StringComparison.Ordinal)
            ? control.HandleAsync(http)
            : IsStream(http) ? _stream.AcceptAsync(http, center.Acknowledge, center.Look) : gateway.HandleAsync(http));
    }

    /// <summary>Where it listens; both <c>oapi.dingtalk.com</c> and <c>api.dingtalk.com</c> are answered here.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Client ID of the app.</summary>
    public string AppKey => _options.AppKey;

    /// <summary>Client Secret of the app.</summary>
    public string AppSecret => _options.AppSecret;

    /// <summary>AgentId of the app.</summary>
    public long AgentId => _options.AgentId;

    /// <summary>The organization as it is now. What is changed here shows in the next read.</summary>
    public SimulatedOrganization Organization { get; }

    /// <summary>The platform's time.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>Who was delivered what.</summary>
    public DeliveryLedger Deliveries { get; } = new();

    /// <summary>What changes were told to the app, and what became of it.</summary>
    public SimulatedEvents Events { get; }

    /// <summary>What was called.</summary>
    public CallCounters Calls { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; }

    /// <summary>How the platform behaves; may be changed while it runs.</summary>
    public SimulatorOptions Options => _options;

    /// <summary>How many different access tokens were given out.</summary>
    public int TokensIssued => _tokens.Issued;

    /// <summary>Calls of this calendar month that count toward the allowance.</summary>
    public int MeteredCalls => _limits.SpentThisMonth;

    /// <summary>What is set wrong, in the order in which <see cref="Misconfigure"/> did it.</summary>
    public IReadOnlyList<Misconfiguration> Misconfigurations => _breakage.Active;

    /// <summary>Starts the platform on an organization.</summary>
    /// <param name="organization">Read and changed in place.</param>
    /// <param name="configure">Credentials, limits, scope.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">The callback cannot be one.</exception>
    /// <exception cref="IOException">The address is in use.</exception>
    public static async Task<DingTalkSimulator> StartAsync(
        SimulatedOrganization organization, Action<SimulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var options = new SimulatorOptions();
        configure?.Invoke(options);
        if (options.Callback?.Fault is { } fault)
            throw new ArgumentException(fault, nameof(configure));
        var simulator = new DingTalkSimulator(organization, options);
        try
        {
            await simulator._app.StartAsync(cancellationToken);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the platform on the sample company.</summary>
    /// <param name="configure">Credentials, limits, scope.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">The callback cannot be one.</exception>
    /// <exception cref="IOException">The address is in use.</exception>
    public static Task<DingTalkSimulator> StartAsync(
        Action<SimulatorOptions>? configure = null, CancellationToken cancellationToken = default) =>
        StartAsync(SimulatedOrganization.SampleCompany(), configure, cancellationToken);

    /// <summary>The access token in use is good no longer; the next one is another.</summary>
    public void RevokeTokens() => _tokens.Revoke();

    /// <summary>Sets something wrong by name, at once; several add up. A wrong key, secret or AgentId is changed here, as if it had been changed
    /// in the console: read what your client is to be given before.</summary>
    public void Misconfigure(Misconfiguration what) => _breakage.Break(what);

    /// <summary>Sets right again what <see cref="Misconfigure"/> set wrong.</summary>
    public void Repair() => _breakage.Repair();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stream.Close();
        _callbacks.Dispose();
        return _app.DisposeAsync();
    }

    private static bool IsStream(HttpContext http) =>
        http.WebSockets.IsWebSocketRequest && http.Request.Path.Equals(StreamHub.Path, StringComparison.Ordinal);

    private ApiTable CreateTable(NoticeCenter notices, FailedList failed)
    {
        var scope = new ScopeGuard(_options);
        var departments = new DepartmentWriter(_options, Organization);
        var users = new UserWriter(_options, Organization);
        return new ApiTable(
        [
            .. new TokensApi(_options, _tokens).Endpoints,
            .. new StreamApi(_options, _stream).Endpoints,
            .. failed.Endpoints,
            .. new ScopesApi(_options).Endpoints,
            .. new DepartmentsApi(_options, scope).Endpoints,
            .. new UsersApi(new UserJson(_options), scope).Endpoints,
            .. new WritesApi(departments, users, scope).Endpoints,
            .. new LegacyDepartmentsApi(departments, scope).Endpoints,
            .. new LegacyUsersApi(_options, users, scope).Endpoints,
            .. new SearchApi(scope).Endpoints,
            .. new AppsApi(_options).Endpoints,
            .. new StaffListsApi(Clock).Endpoints,
            .. new MediaApi(Clock).Endpoints,
            .. new NoticesApi(_options, Clock, notices, Deliveries).Endpoints,
        ]);
    }

    private static WebApplication CreateApp(SimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(options.Urls.Split(';'));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        return builder.Build();
    }
}
