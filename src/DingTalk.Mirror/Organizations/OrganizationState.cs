namespace DingTalk.Mirror.Organizations;

/// <summary>The row that ties a store to one app's eye on one corp.</summary>
[GenerateSerializer, Alias("dingtalk.row.organization")]
internal sealed class OrganizationState
{
    [Id(0)] public string? AppFingerprint { get; set; }

    [Id(1)] public string? CorpId { get; set; }
}
