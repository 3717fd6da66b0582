namespace DingTalk.Mirror.Users;

/// <summary>The row of a person: what was last read, so that a new activation costs storage and never quota.</summary>
[GenerateSerializer, Alias("dingtalk.row.user")]
internal sealed class UserState
{
    [Id(0)] public PersonSnapshot? Snapshot { get; set; }
}
