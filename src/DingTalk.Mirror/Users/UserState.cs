namespace DingTalk.Mirror.Users;

/// <summary>The row of a person: up to where the log tells of them, so that a new activation waits for its view and never asks the platform. It names nobody.</summary>
[GenerateSerializer, Alias("dingtalk.row.user")]
internal sealed class UserState
{
    [Id(0)] public PersonSnapshot? Snapshot { get; set; }
}
