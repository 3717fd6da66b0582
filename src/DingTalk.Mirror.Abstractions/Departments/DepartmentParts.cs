namespace DingTalk.Mirror.Departments;

/// <summary>What can be known of a department, each part read by a call of its own and only when asked for.</summary>
[Flags, GenerateSerializer, Alias("dingtalk.department-parts")]
public enum DepartmentParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its own fields: <c>POST /topapi/v2/department/get</c>, or name and parent from its parent's children.</summary>
    Fields = 1,

    /// <summary>The departments right below it: <c>POST /topapi/v2/department/listsub</c>.</summary>
    Children = 2,

    /// <summary>The people directly in it: <c>POST /topapi/v2/user/list</c>, 100 a page.</summary>
    Members = 4,

    /// <summary>The chain of departments above it: <c>POST /topapi/v2/department/listparentbydept</c>.</summary>
    Ancestors = 8,
}
