using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Checks;
using DingTalk.OpenPlatform.Departments;
using DingTalk.OpenPlatform.Events;
using DingTalk.OpenPlatform.Notices;
using DingTalk.OpenPlatform.Scopes;
using DingTalk.OpenPlatform.Search;
using DingTalk.OpenPlatform.Tokens;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform.Json;

/// <summary>Everything that crosses the wire. Unknown fields are ignored, absent values are not sent.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(PlatformStringConverter),
        typeof(TolerantBooleanConverter),
        typeof(TolerantNumberConverter<long>),
        typeof(TolerantNumberConverter<int>),
        typeof(TolerantOptionalNumberConverter<long>),
        typeof(TolerantOptionalNumberConverter<int>),
        typeof(TolerantListConverter<long>),
        typeof(TolerantListConverter<string>),
        typeof(TolerantListConverter<SubDepartment>),
        typeof(TolerantListConverter<ParentChain>),
        typeof(TolerantListConverter<DepartmentUser>),
        typeof(TolerantListConverter<UserBrief>),
        typeof(TolerantListConverter<LeaderInDepartment>),
        typeof(TolerantListConverter<DepartmentOrder>),
        typeof(TolerantListConverter<UserRole>),
        typeof(TolerantListConverter<ForbiddenDelivery>),
        typeof(TolerantListConverter<OaFormRow>),
        typeof(TolerantListConverter<ActionButton>),
    ])]
[JsonSerializable(typeof(DepartmentRequest))]
[JsonSerializable(typeof(DepartmentDetail))]
[JsonSerializable(typeof(IReadOnlyList<SubDepartment>))]
[JsonSerializable(typeof(SubIdsAnswer))]
[JsonSerializable(typeof(ParentIdsAnswer))]
[JsonSerializable(typeof(ParentChainsAnswer))]
[JsonSerializable(typeof(DepartmentCreation))]
[JsonSerializable(typeof(CreatedDepartment))]
[JsonSerializable(typeof(DepartmentUpdate))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserListRequest))]
[JsonSerializable(typeof(UserListAnswer<DepartmentUser>))]
[JsonSerializable(typeof(UserListAnswer<UserBrief>))]
[JsonSerializable(typeof(UserIdsAnswer))]
[JsonSerializable(typeof(UserDetail))]
[JsonSerializable(typeof(MobileRequest))]
[JsonSerializable(typeof(UnionIdRequest))]
[JsonSerializable(typeof(UserIdAnswer))]
[JsonSerializable(typeof(CountRequest))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(UserCreation))]
[JsonSerializable(typeof(CreatedUserAnswer))]
[JsonSerializable(typeof(UserUpdate))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchAnswer<long>))]
[JsonSerializable(typeof(SearchAnswer<string>))]
[JsonSerializable(typeof(ScopesAnswer))]
[JsonSerializable(typeof(OAuth2TokenRequest))]
[JsonSerializable(typeof(OAuth2TokenAnswer))]
[JsonSerializable(typeof(GetTokenAnswer))]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SendAnswer))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(RecallRequest))]
[JsonSerializable(typeof(StatusBarRequest))]
[JsonSerializable(typeof(ProgressAnswer))]
[JsonSerializable(typeof(ResultAnswer))]
[JsonSerializable(typeof(InnerAppsAnswer))]
[JsonSerializable(typeof(StreamOpenRequest))]
[JsonSerializable(typeof(StreamOpenAnswer))]
[JsonSerializable(typeof(FailedListAnswer))]
[JsonSerializable(typeof(CallbackAnswer))]
internal sealed partial class PlatformJson : JsonSerializerContext;
