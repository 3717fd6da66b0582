namespace DingTalk.Mirror.Views;

/// <summary>What a directory knows of a person.</summary>
/// <param name="UserId">The id within the corp.</param>
/// <param name="Name">The display name.</param>
/// <param name="DepartmentIds">All departments of the person, also those outside what is kept.</param>
internal sealed record DirectoryPerson(string UserId, string Name, ImmutableArray<long> DepartmentIds);
