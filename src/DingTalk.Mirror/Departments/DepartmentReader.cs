using System.Text;
using DingTalk.Mirror.Changes;
using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Users;
using DingTalk.OpenPlatform;
using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Transport;

namespace DingTalk.Mirror.Departments;

/// <summary>Reads one part of a department from the platform and says it in facts. A refusal that would stand is a fact too.</summary>
internal sealed class DepartmentReader(DingTalkClient platform, TimeProvider time)
{
    /// <exception cref="DingTalkApiException">The platform could not be asked, or its answer settles nothing.</exception>
    public async Task<ImmutableArray<Fact>> ReadAsync(long id, DepartmentParts part, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        try
        {
            return part switch
            {
                DepartmentParts.Fields => [FieldsOf(await platform.Departments.GetAsync(id, cancellationToken), readAt)],
                DepartmentParts.Children => ChildrenOf(id, await platform.Departments.ListSubAsync(id, cancellationToken), readAt),
                DepartmentParts.Members => await MembersOfAsync(id, readAt, cancellationToken),
                DepartmentParts.Ancestors =>
                    [new AncestorsFact { Chain = [.. await platform.Departments.ListParentsByDepartmentAsync(id, cancellationToken)], ReadAt = readAt }],
                _ => throw new ArgumentOutOfRangeException(nameof(part), part, "One part at a time."),
            };
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.NotFound)
        {
            return [new DepartmentGoneFact { DepartmentId = id, ReadAt = readAt }];
        }
        catch (DingTalkApiException exception) when (exception.Kind is DingTalkErrorKind.OutOfScope)
        {
            return [new RefusedFact { Part = PlatformErrors.ToMissing(exception, id, part), ReadAt = readAt }];
        }
    }

    private static DepartmentFact FieldsOf(DepartmentDetail detail, DateTimeOffset readAt) => new()
    {
        ReadAt = readAt,
        Department = new()
        {
            Id = detail.Id,
            Name = NameOf(detail.Name),
            ParentId = detail.ParentId,
            ReadAt = readAt,
            Details = new()
            {
                Order = detail.Order,
                ManagerUserIds = [.. detail.ManagerUserIds],
                SourceIdentifier = detail.SourceIdentifier,
                Code = detail.Code,
                IsHidden = detail.IsHidden,
                MemberCount = detail.MemberCount,
                OwnMemberCount = detail.OwningMemberCount,
                ReadAt = readAt,
            },
        },
    };

    // Negative ids are other trees (-7: home and school), which the department calls refuse.
    private static ImmutableArray<Fact> ChildrenOf(long id, IReadOnlyList<SubDepartment> listed, DateTimeOffset readAt)
    {
        var children = listed.Where(child => child.Id > 0).ToList();
        return
        [
            new ChildrenFact { DepartmentId = id, ChildIds = [.. children.Select(child => child.Id)], ReadAt = readAt },
            .. children.Select(child => new DepartmentFact
            {
                ReadAt = readAt,
                Department = new() { Id = child.Id, Name = NameOf(child.Name), ParentId = id, ReadAt = readAt },
            }),
        ];
    }

    private async Task<ImmutableArray<Fact>> MembersOfAsync(long id, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        var members = new List<Member>();
        var people = new List<Fact>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var user in platform.Users.ListAllAsync(id, cancellationToken))
        {
            // A change during a paged read may show one person on two pages.
            if (!seen.Add(user.UserId)) continue;
            members.Add(new(user.UserId, user.IsLeader, user.DepartmentOrder));
            people.Add(UserReader.FactOf(user, readAt, listedIn: id));
        }

        return [new MembersFact { DepartmentId = id, Members = [.. members], ReadAt = readAt }, .. people];
    }

    /// <summary>Names are compared ordinally, so one form of each character is kept.</summary>
    public static string NameOf(string name) => name.Normalize(NormalizationForm.FormC);
}
