using DingTalk.Mirror.Errors;

namespace DingTalk.Mirror.Notices;

/// <summary>A notice that cannot be sent as it is.</summary>
[GenerateSerializer, Alias("dingtalk.error.invalid-notice")]
public sealed class InvalidNoticeException(string message) : MirrorException(message);

/// <summary>A key is taken by a notice with other words or other recipients.</summary>
[GenerateSerializer, Alias("dingtalk.error.notice-conflict")]
public sealed class NoticeConflictException(string key, string difference) : MirrorException(
    $"The key \"{key}\" belongs to another notice: {difference}. A key names one notice for ever; take a new one.")
{
    /// <summary>The key.</summary>
    [Id(0)] public string Key { get; } = key;
}

/// <summary>No notice was sent under this key.</summary>
[GenerateSerializer, Alias("dingtalk.error.notice-not-found")]
public sealed class NoticeNotFoundException(string key) : MirrorException(
    $"No notice was sent under the key \"{key}\". Keys are compared exactly; a notice without a key gets one, which SendNoticeAsync returns.")
{
    /// <summary>The key.</summary>
    [Id(0)] public string Key { get; } = key;
}
