namespace DingTalk.Mirror.Departments;

/// <summary>The row of a department: what it last read apart from its people, so that a new activation costs storage and never quota.</summary>
[GenerateSerializer, Alias("dingtalk.row.department")]
internal sealed class DepartmentState
{
    [Id(0)] public DepartmentSnapshot? Snapshot { get; set; }
}
