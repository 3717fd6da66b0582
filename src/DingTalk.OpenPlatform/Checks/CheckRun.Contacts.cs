using DingTalk.OpenPlatform.Transport;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform.Checks;

/// <summary>What the app may read of the contacts. Every call here is free.</summary>
internal sealed partial class CheckRun
{
    private const long Root = 1;
    private const int MostTried = 20;
    private const int MostRead = 10;

    private const string Departments = "qyapi_get_department_list";
    private const string DepartmentMembers = "qyapi_get_department_member";
    private const string Members = "qyapi_get_member";
    private const string MemberByMobile = "qyapi_get_member_by_mobile";

    private readonly List<long> _visible = [];
    private IReadOnlyList<long> _below = [];
    private DingTalkApiException? _outside;

    // The first call with a token: what lets it through lets the others through.
    private async Task CallAsync(CancellationToken cancellationToken)
    {
        var error = await TryAsync(async () =>
            _below = await check.Client.Departments.ListSubIdsAsync(Root, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (_blocker is not null)
            return;
        _sheet.Pass(CheckNames.EgressIp, "this machine's public address is allowed");
        _sheet.Pass(CheckNames.App, "it is started");
        _sheet.Pass(CheckNames.Platform, "it takes the app's calls");
        Judge(Departments, error);
    }

    private async Task TryPermissionsAsync(CancellationToken cancellationToken)
    {
        var probe = _visible.FirstOrDefault(Root);
        Judge(DepartmentMembers, await TryAsync(() => check.Client.Users.ListAsync(probe, 0, 1, cancellationToken)).ConfigureAwait(false));
        if (_blocker is null)
            Judge(Members, await TryAsync(() => check.Client.Users.CountAsync(onlyActive: false, cancellationToken)).ConfigureAwait(false));
        // Nobody's number: the point is asked for before the number is.
        if (_blocker is null && options.MobileLookups)
            Judge(MemberByMobile, await TryAsync(() => check.Client.Users.FindByMobileAsync("10000000000", cancellationToken)).ConfigureAwait(false));
    }

    private void Judge(string point, DingTalkApiException? error)
    {
        if (_blocker is not null)
            return;
        if (error is null or { Kind: DingTalkErrorKind.OutOfScope or DingTalkErrorKind.NotFound or DingTalkErrorKind.InvalidParameter })
            _sheet.Pass(CheckNames.Permission(point), $"the app has {ConsoleTerms.Point(point)}");
        else if (error.Kind != DingTalkErrorKind.PermissionMissing)
            _sheet.Fail(CheckNames.Permission(point), "the call that needs it fails otherwise", ConsoleTerms.Of(error), error);
        else if (!_sheet.Knows(CheckNames.Permission(point)))
            _sheet.Skip(CheckNames.Permission(point), "needs the permission before it");
    }

    private async Task ReadScopeAsync(CancellationToken cancellationToken)
    {
        if (options.Metered && await ReadWholeScopeAsync(cancellationToken).ConfigureAwait(false))
            return;
        if (_blocker is not null || await SeesAsync(Root, cancellationToken).ConfigureAwait(false) is not { } seesRoot)
            return;
        if (!seesRoot)
        {
            foreach (var id in _below.Where(id => id > 0).Take(MostTried))
                await SeesAsync(id, cancellationToken).ConfigureAwait(false);
        }

        if (!await SeesExpectedAsync(cancellationToken).ConfigureAwait(false))
            return;
        if (seesRoot)
            _sheet.Pass(CheckNames.ContactScope, "everybody");
        else if (_visible.Count > 0)
            _sheet.Pass(CheckNames.ContactScope, $"a part: departments {Listed(_visible)} and what is below. For everybody: {ConsoleTerms.Scope[..^1]}");
        else
            _sheet.Fail(CheckNames.ContactScope, $"neither the root nor a department right below it ({Math.Min(_below.Count, MostTried)} tried) is in it: it is empty, or begins deeper; then name a department of it", ConsoleTerms.Scope, _outside);
    }

    private async Task<bool> ReadWholeScopeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<long> departments = [];
        IReadOnlyList<string> people = [];
        var error = await TryAsync(async () =>
        {
            var scope = await check.Client.Scopes.GetAsync(cancellationToken).ConfigureAwait(false);
            (departments, people) = (scope.DepartmentIds, scope.UserIds);
        }).ConfigureAwait(false);
        if (error is not null)
            return false;
        _sheet.Pass(CheckNames.Month, "not spent");
        _visible.AddRange(departments);
        if (departments.Count == 0 && people.Count == 0)
            _sheet.Fail(CheckNames.ContactScope, "it is empty: the app sees nobody", ConsoleTerms.Scope);
        else if (await SeesExpectedAsync(cancellationToken).ConfigureAwait(false))
            _sheet.Pass(CheckNames.ContactScope, departments.Contains(Root) ? "everybody" : $"a part: departments {Listed(departments)} and what is below, {people.Count} people beside them");
        return true;
    }

    private async Task<bool> SeesExpectedAsync(CancellationToken cancellationToken)
    {
        if (_visible.Contains(Root))
            return true;
        var missing = new List<long>();
        foreach (var id in options.Departments.Where(id => !_visible.Contains(id)))
        {
            if (_blocker is null && await SeesAsync(id, cancellationToken).ConfigureAwait(false) is false)
                missing.Add(id);
        }

        if (missing.Count > 0)
            _sheet.Fail(CheckNames.ContactScope, $"departments {Listed(missing)} are not in it, or do not exist", ConsoleTerms.Scope, _outside);
        return missing.Count == 0 && _blocker is null;
    }

    // Null: nobody can tell.
    private async Task<bool?> SeesAsync(long department, CancellationToken cancellationToken)
    {
        if (_blocker is not null)
            return null;
        var error = await TryAsync(() => check.Client.Departments.GetAsync(department, cancellationToken)).ConfigureAwait(false);
        if (_blocker is not null)
            return null;
        switch (error?.Kind)
        {
            case null:
                _visible.Add(department);
                return true;
            case DingTalkErrorKind.OutOfScope or DingTalkErrorKind.NotFound:
                _outside ??= error;
                return false;
            case DingTalkErrorKind.PermissionMissing:
                _sheet.Skip(CheckNames.ContactScope, $"needs the {CheckNames.Permission(Departments)}");
                return null;
            default:
                _sheet.Fail(CheckNames.ContactScope, $"department {department} cannot be read", ConsoleTerms.Of(error), error);
                return null;
        }
    }

    private async Task ReadPeopleAsync(CancellationToken cancellationToken)
    {
        var people = await FindPeopleAsync(cancellationToken).ConfigureAwait(false);
        if (_blocker is not null)
            return;
        JudgeField(CheckNames.MobileField, ConsoleTerms.MobileField, people, person => !string.IsNullOrEmpty(person.Mobile));
        JudgeField(CheckNames.PersonalFields, ConsoleTerms.PersonalFields, people, person =>
            !string.IsNullOrEmpty(person.Email) || !string.IsNullOrEmpty(person.OrganizationEmail) || !string.IsNullOrEmpty(person.WorkPlace)
            || !string.IsNullOrEmpty(person.Remark) || person.Extension is { Length: > 2 });
    }

    // From the tops of the scope downward, until somebody is found.
    private async Task<IReadOnlyList<DepartmentUser>> FindPeopleAsync(CancellationToken cancellationToken)
    {
        var waiting = new Queue<long>(_visible);
        IReadOnlyList<DepartmentUser> people = [];
        for (var read = 0; read < MostRead && _blocker is null && people.Count == 0 && waiting.TryDequeue(out var id); read++)
        {
            var error = await TryAsync(async () =>
            {
                people = (await check.Client.Users.ListAsync(id, 0, UserApi.MaxPageSize, cancellationToken).ConfigureAwait(false)).Items;
                if (people.Count > 0)
                    return;
                foreach (var below in await check.Client.Departments.ListSubIdsAsync(id, cancellationToken).ConfigureAwait(false))
                    waiting.Enqueue(below);
            }).ConfigureAwait(false);
            if (error is { Kind: DingTalkErrorKind.PermissionMissing })
                break;
        }

        return people;
    }

    private void JudgeField(string name, string remedy, IReadOnlyList<DepartmentUser> people, Func<DepartmentUser, bool> has)
    {
        if (people.Count == 0)
            _sheet.Skip(name, "needs somebody to read: nobody was found in the first departments of the scope");
        else if (people.Any(has))
            _sheet.Pass(name, "readable");
        else if (options.PersonalFields)
            _sheet.Fail(name, $"none of {people.Count} people has it: the field permission is missing, or the field is empty for all of them", remedy);
        else
            _sheet.Skip(name, $"none of {people.Count} people has it; nothing that is configured reads it");
    }

    private static string Listed(IReadOnlyList<long> ids) =>
        string.Join(", ", ids.Take(MostTried)) + (ids.Count > MostTried ? $" and {ids.Count - MostTried} more" : "");
}
