using static DingTalk.OpenPlatform.Transport.PlatformHost;

namespace DingTalk.OpenPlatform.Transport;

/// <summary>Every call that this client makes.</summary>
public static class PlatformEndpoints
{
    private const string Base = "qyapi_base";
    private const string Departments = "qyapi_get_department_list";
    private const string DepartmentMembers = "qyapi_get_department_member";
    private const string Members = "qyapi_get_member";
    private const string Manage = "qyapi_manage_addresslist";
    private const string SearchContacts = "qyapi_addresslist_search";

    internal static readonly PlatformEndpoint GetToken = new(HttpMethod.Get, "/gettoken", Legacy, IsMetered: true, IsRepeatable: true, null);
    internal static readonly PlatformEndpoint OAuth2AccessToken = new(HttpMethod.Post, "/v1.0/oauth2/accessToken", New, false, true, Base);

    internal static readonly PlatformEndpoint AuthScopes = new(HttpMethod.Get, "/auth/scopes", Legacy, true, true, Base);

    internal static readonly PlatformEndpoint DepartmentGet = Read("/topapi/v2/department/get", Departments);
    internal static readonly PlatformEndpoint DepartmentListSub = Read("/topapi/v2/department/listsub", Departments);
    internal static readonly PlatformEndpoint DepartmentListSubId = Read("/topapi/v2/department/listsubid", Departments);
    internal static readonly PlatformEndpoint DepartmentListParentByDept = Read("/topapi/v2/department/listparentbydept", Departments);
    internal static readonly PlatformEndpoint DepartmentListParentByUser = Read("/topapi/v2/department/listparentbyuser", Departments);
    internal static readonly PlatformEndpoint DepartmentCreate = Write("/topapi/v2/department/create");
    internal static readonly PlatformEndpoint DepartmentUpdate = Write("/topapi/v2/department/update");
    internal static readonly PlatformEndpoint DepartmentDelete = Write("/topapi/v2/department/delete");

    internal static readonly PlatformEndpoint UserGet = Read("/topapi/v2/user/get", Members);
    internal static readonly PlatformEndpoint UserList = Read("/topapi/v2/user/list", DepartmentMembers);
    internal static readonly PlatformEndpoint UserListSimple = Read("/topapi/user/listsimple", DepartmentMembers);
    internal static readonly PlatformEndpoint UserListId = Read("/topapi/user/listid", Members);
    internal static readonly PlatformEndpoint UserGetByMobile = Read("/topapi/v2/user/getbymobile", "qyapi_get_member_by_mobile");
    internal static readonly PlatformEndpoint UserGetByUnionId = Read("/topapi/user/getbyunionid", Members);
    internal static readonly PlatformEndpoint UserCount = Read("/topapi/user/count", Members);
    internal static readonly PlatformEndpoint UserCreate = Write("/topapi/v2/user/create");
    internal static readonly PlatformEndpoint UserUpdate = Write("/topapi/v2/user/update");
    internal static readonly PlatformEndpoint UserDelete = Write("/topapi/v2/user/delete");

    internal static readonly PlatformEndpoint SearchDepartments = Search("/v1.0/contact/departments/search");
    internal static readonly PlatformEndpoint SearchUsers = Search("/v1.0/contact/users/search");

    internal static readonly PlatformEndpoint NoticeSend = Notice("asyncsend_v2", isRepeatable: false);
    internal static readonly PlatformEndpoint NoticeProgress = Notice("getsendprogress", isRepeatable: true);
    internal static readonly PlatformEndpoint NoticeResult = Notice("getsendresult", isRepeatable: true);
    internal static readonly PlatformEndpoint NoticeRecall = Notice("recall", isRepeatable: false);
    internal static readonly PlatformEndpoint NoticeStatusBar = Notice("status_bar/update", isRepeatable: false);

    internal static readonly PlatformEndpoint InnerApps = new(HttpMethod.Get, "/v1.0/microApp/allInnerApps", New, true, true, "qyapi_get_microapp_list");

    internal static readonly PlatformEndpoint StreamOpen = new(HttpMethod.Post, "/v1.0/gateway/connections/open", New, true, IsRepeatable: false, null);

    // A read that takes away what the read before it gave: not to be repeated when nobody knows whether it was answered.
    internal static readonly PlatformEndpoint EventFailedList = new(HttpMethod.Get, "/call_back/get_call_back_failed_result", Legacy, true, IsRepeatable: false, Base);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PlatformEndpoint> All { get; } =
    [
        GetToken, OAuth2AccessToken, AuthScopes,
        DepartmentGet, DepartmentListSub, DepartmentListSubId, DepartmentListParentByDept, DepartmentListParentByUser,
        DepartmentCreate, DepartmentUpdate, DepartmentDelete,
        UserGet, UserList, UserListSimple, UserListId, UserGetByMobile, UserGetByUnionId, UserCount,
        UserCreate, UserUpdate, UserDelete,
        SearchDepartments, SearchUsers,
        NoticeSend, NoticeProgress, NoticeResult, NoticeRecall, NoticeStatusBar,
        InnerApps, StreamOpen, EventFailedList,
    ];

    private static PlatformEndpoint Read(string path, string permission) =>
        new(HttpMethod.Post, path, Legacy, IsMetered: false, IsRepeatable: true, permission);

    private static PlatformEndpoint Write(string path) =>
        new(HttpMethod.Post, path, Legacy, IsMetered: false, IsRepeatable: false, Manage);

    private static PlatformEndpoint Search(string path) =>
        new(HttpMethod.Post, path, New, IsMetered: true, IsRepeatable: true, SearchContacts);

    private static PlatformEndpoint Notice(string name, bool isRepeatable) =>
        new(HttpMethod.Post, "/topapi/message/corpconversation/" + name, Legacy, IsMetered: true, isRepeatable, Base);
}
