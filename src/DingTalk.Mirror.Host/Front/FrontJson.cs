using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.Mirror.Departments;
using DingTalk.Mirror.Feeds;
using DingTalk.Mirror.Guards;
using DingTalk.Mirror.Notices;
using DingTalk.Mirror.Organizations;
using DingTalk.Mirror.Quotas;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror.Host.Front;

/// <summary>The JSON of the front: the mirror's own records, camel case, enumerations as words.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Answer<Department>))]
[JsonSerializable(typeof(Answer<long>))]
[JsonSerializable(typeof(Answer<LeadershipChain>))]
[JsonSerializable(typeof(Answer<Departure>))]
[JsonSerializable(typeof(ChangeSet))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(NameAnswer))]
[JsonSerializable(typeof(Leadership))]
[JsonSerializable(typeof(LoadProgress))]
[JsonSerializable(typeof(MirrorStatus))]
[JsonSerializable(typeof(ImmutableArray<HeldChange>))]
[JsonSerializable(typeof(MemberPage))]
[JsonSerializable(typeof(MemberLine))]
[JsonSerializable(typeof(Membership))]
[JsonSerializable(typeof(MobileLookup))]
[JsonSerializable(typeof(NoticeRequest))]
[JsonSerializable(typeof(NoticeStatus))]
[JsonSerializable(typeof(NoticePreview))]
[JsonSerializable(typeof(RecipientPage))]
[JsonSerializable(typeof(QuotaUsage))]
[JsonSerializable(typeof(MissingPart[]))]
internal sealed partial class FrontJson : JsonSerializerContext;
