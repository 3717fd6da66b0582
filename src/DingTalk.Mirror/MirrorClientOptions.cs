using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace DingTalk.Mirror;

/// <summary>What a process outside the cluster has of one organization.</summary>
public sealed class MirrorClientOptions
{
    /// <summary>Whether this process keeps a directory. Default: no, every question goes to a silo.</summary>
    public bool KeepsDirectory { get; private set; }

    /// <summary>The department with which the directory begins; null for the whole.</summary>
    [Range(1, long.MaxValue)]
    public long? DirectoryDepartmentId { get; private set; }

    /// <summary>How long after an update of the directory the next may come; what changes meanwhile comes with it. Default: 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DirectoryInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Keeps ids and names of everything that the mirror has loaded in this process's memory (<see cref="IOrganization.Directory"/>): some 300 bytes a person,
    /// brought once and then kept current. Nothing else of a person comes here.
    /// </summary>
    public void KeepDirectory() => (KeepsDirectory, DirectoryDepartmentId) = (true, null);

    /// <summary>The same of a department and everything below it.</summary>
    /// <param name="departmentId">The department. It need not be loaded, or exist, yet.</param>
    public void KeepDirectory(long departmentId) => (KeepsDirectory, DirectoryDepartmentId) = (true, departmentId);
}

/// <summary>Checks the attributes when the client starts.</summary>
[OptionsValidator]
internal sealed partial class MirrorClientOptionsValidator : IValidateOptions<MirrorClientOptions>;
