namespace DingTalk.Mirror.Directories;

/// <summary>
/// How an update is packed: who packed it and what it leads to; where departments lie, as runs of the former order and new ones between; then each department,
/// person and list of people that is another than before. Everything from the beginning is an update of nothing.
/// </summary>
internal static class PackFormat
{
    /// <summary>Raised when an older client could misread what a newer silo packs.</summary>
    public const byte Version = 1;

    /// <summary>What the update is to be applied to.</summary>
    public const byte OfNothing = 0;
    public const byte OfTheFormer = 1;

    /// <summary>Whether the order of departments follows, or is the former one.</summary>
    public const byte SameOrder = 0;
    public const byte NewOrder = 1;
}

/// <summary>What is told of a department beside its place.</summary>
[Flags]
internal enum DepartmentMarks : byte
{
    None = 0,

    /// <summary>Its way up goes on in the department above: both are in one fragment.</summary>
    GoesOn = 1,

    /// <summary>Its way up is certain to the end.</summary>
    IsRooted = 2,

    /// <summary>Something is not known of the departments right below it.</summary>
    HasChildGap = 4,

    /// <summary>Something is not known of the people in it.</summary>
    HasMemberGap = 8,

    /// <summary>Its name is known, and follows.</summary>
    HasName = 16,

    /// <summary>What says where it lies.</summary>
    WayUp = GoesOn | IsRooted,
}

/// <summary>A department of a directory.</summary>
/// <param name="Marks">What is known of it.</param>
/// <param name="Name">Its name; null if that is not known, or the department is gone.</param>
internal readonly record struct DepartmentRow(DepartmentMarks Marks, string? Name);
