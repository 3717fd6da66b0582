using DingTalk.Mirror.Storage;
using DingTalk.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DingTalk.Mirror.Tests.Hosting;

public sealed class StorageTests
{
    [Fact]
    public async Task Whatever_store_the_user_configured_under_our_name_gets_our_serializer_and_others_keep_theirs()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var dingTalk = await DingTalkSimulator.StartAsync(Companies.Small(), cancellationToken: ct);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, silos: 1, configureSilo: silo => silo.AddMemoryGrainStorage("other"));

        var options = mirror.Silo(0).GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>();
        Assert.IsType<MirrorStateSerializer>(options.Get(StorageNames.Mirror).GrainStorageSerializer);
        Assert.IsNotType<MirrorStateSerializer>(options.Get("other").GrainStorageSerializer);
    }
}
