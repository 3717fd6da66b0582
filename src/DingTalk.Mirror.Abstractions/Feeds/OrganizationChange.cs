using System.Text.Json.Serialization;

namespace DingTalk.Mirror.Feeds;

/// <summary>One change in what the mirror shows.</summary>
/// <remarks>
/// The mirror loads on demand, so most of what it sees for the first time was there before: that is "discovered". "Created" and "joined" are told where a list
/// that would have named it had been read before and did not. DingTalk does not tell these apart from what was moved here out of a part that nobody has loaded,
/// or has come into the app's contact scope (授权范围).
/// </remarks>
[GenerateSerializer, Immutable, Alias("dingtalk.organization-change")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DepartmentDiscovered), "departmentDiscovered")]
[JsonDerivedType(typeof(DepartmentCreated), "departmentCreated")]
[JsonDerivedType(typeof(DepartmentRenamed), "departmentRenamed")]
[JsonDerivedType(typeof(DepartmentMoved), "departmentMoved")]
[JsonDerivedType(typeof(DepartmentUpdated), "departmentUpdated")]
[JsonDerivedType(typeof(DepartmentRemoved), "departmentRemoved")]
[JsonDerivedType(typeof(DepartmentEnteredSubtree), "departmentEnteredSubtree")]
[JsonDerivedType(typeof(DepartmentLeftSubtree), "departmentLeftSubtree")]
[JsonDerivedType(typeof(PersonDiscovered), "personDiscovered")]
[JsonDerivedType(typeof(PersonJoined), "personJoined")]
[JsonDerivedType(typeof(PersonUpdated), "personUpdated")]
[JsonDerivedType(typeof(PersonLeft), "personLeft")]
[JsonDerivedType(typeof(PersonEnteredDepartment), "personEnteredDepartment")]
[JsonDerivedType(typeof(PersonLeftDepartment), "personLeftDepartment")]
[JsonDerivedType(typeof(PersonBecameLeader), "personBecameLeader")]
[JsonDerivedType(typeof(PersonStoppedLeading), "personStoppedLeading")]
[JsonDerivedType(typeof(PersonEnteredSubtree), "personEnteredSubtree")]
[JsonDerivedType(typeof(PersonLeftSubtree), "personLeftSubtree")]
public abstract record OrganizationChange;
