using System.Text.Json;
using DingTalk.OpenPlatform.Json;
using DingTalk.OpenPlatform.Users;

namespace DingTalk.OpenPlatform.Tests.Json;

public sealed class TolerantJsonTests
{
    [Theory]
    [InlineData("""{"userid":"u1","name":"n","dept_order":176318668975061512,"leader":true,"dept_id_list":[1,2]}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":"176318668975061512","leader":"true","dept_id_list":["1","2"]}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":" 176318668975061512 ","leader":1,"dept_id_list":"[1,2]","new_field":{"a":[1]}}""")]
    public void Numbers_and_truth_values_are_read_in_quotes_too_and_exactly(string json)
    {
        var user = Read(json);

        Assert.Equal(176318668975061512, user.DepartmentOrder);
        Assert.True(user.IsLeader);
        Assert.Equal([1, 2], user.DepartmentIds);
    }

    [Theory]
    [InlineData("""{"userid":"u1","name":"n"}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":null,"leader":null,"dept_id_list":null,"mobile":null,"hired_date":null}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":"","leader":"","dept_id_list":"","hired_date":""}""")]
    public void Absent_null_and_empty_are_the_same(string json)
    {
        var user = Read(json);

        Assert.Null(user.DepartmentOrder);
        Assert.False(user.IsLeader);
        Assert.Empty(user.DepartmentIds);
        Assert.Null(user.Mobile);
        Assert.Null(user.HiredAt);
    }

    [Fact]
    public void A_lone_element_is_a_list_of_one()
    {
        var user = JsonSerializer.Deserialize(
            """{"userid":"u1","name":"n","dept_id_list":7,"leader_in_dept":{"dept_id":"7","leader":"false"},"role_list":{"id":1,"name":"r"}}""",
            PlatformJson.Default.UserDetail)!;

        Assert.Equal([7], user.DepartmentIds);
        Assert.Equal(new LeaderInDepartment(7, false), Assert.Single(user.LeaderInDepartments));
        Assert.Equal("r", Assert.Single(user.Roles).Name);
    }

    [Fact]
    public void A_number_where_text_is_due_is_read_as_text()
    {
        var user = Read("""{"userid":1001,"name":"n","job_number":42,"extension":{"desk":"B-12"},"hired_date":1704067200000}""");

        Assert.Equal("1001", user.UserId);
        Assert.Equal("42", user.JobNumber);
        Assert.Equal("""{"desk":"B-12"}""", user.Extension);
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), user.HiredAt);
    }

    [Theory]
    [InlineData("""{"name":"n"}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":1.5}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":"many"}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_order":9223372036854775808}""")]
    [InlineData("""{"userid":"u1","name":"n","leader":"maybe"}""")]
    [InlineData("""{"userid":"u1","name":"n","dept_id_list":[1,null]}""")]
    [InlineData("""{"userid":"u1","name":"n","hired_date":9223372036854775807}""")]
    public void What_has_no_meaning_is_refused_and_not_guessed(string json) =>
        Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void A_department_reads_from_the_fewest_fields()
    {
        var department = JsonSerializer.Deserialize("""{"dept_id":"1","name":"Corp"}""", PlatformJson.Default.DepartmentDetail)!;

        Assert.Equal((1, "Corp"), (department.Id, department.Name));
        Assert.Null(department.MemberCount);
        Assert.Empty(department.ManagerUserIds);
        Assert.Null(department.ParentId);
    }

    private static DepartmentUser Read(string json) =>
        JsonSerializer.Deserialize($$"""{"has_more":false,"list":[{{json}}]}""", PlatformJson.Default.UserListAnswerDepartmentUser)!.Items[0];
}
