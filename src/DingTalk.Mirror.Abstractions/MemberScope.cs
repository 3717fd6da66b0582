namespace DingTalk.Mirror;

/// <summary>Whose members are meant.</summary>
[GenerateSerializer, Alias("dingtalk.member-scope")]
public enum MemberScope
{
    /// <summary>The people directly in the department.</summary>
    Direct,

    /// <summary>The people in the department and in everything below it, each once.</summary>
    Subtree,
}
