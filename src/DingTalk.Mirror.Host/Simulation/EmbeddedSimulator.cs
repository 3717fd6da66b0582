using DingTalk.OpenPlatform;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Host.Simulation;

/// <summary>The platform for those who have no credentials yet: the simulator on its sample company, with a store that ends with it.</summary>
internal sealed class EmbeddedSimulator : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;

    private EmbeddedSimulator(DingTalkSimulator platform, DirectoryInfo directory) => (Platform, _directory) = (platform, directory);

    /// <summary>The simulated platform.</summary>
    public DingTalkSimulator Platform { get; }

    /// <summary>A file in a temporary directory of its own.</summary>
    public string Store => Path.Combine(_directory.FullName, "mirror.db");

    /// <summary>Starts on a free loopback port.</summary>
    public static async Task<EmbeddedSimulator> StartAsync(CancellationToken cancellationToken)
    {
        var platform = await DingTalkSimulator.StartAsync(cancellationToken: cancellationToken);
        return new(platform, Directory.CreateTempSubdirectory("dingtalk-mirror-"));
    }

    /// <summary>Makes the mirror call this platform.</summary>
    public void ConfigureApp(DingTalkAppOptions app)
    {
        app.AppKey = Platform.AppKey;
        app.AppSecret = Platform.AppSecret;
        app.AgentId = Platform.AgentId;
        app.UseAddress(Platform.Address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
