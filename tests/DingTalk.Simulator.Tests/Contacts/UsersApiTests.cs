using System.Globalization;
using CsCheck;

namespace DingTalk.Simulator.Tests.Contacts;

public sealed class UsersApiTests
{
    [Fact]
    public async Task A_person_is_told_in_full_with_orders_above_double_precision()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","result":{"userid":"u2","unionid":"un2","name":"Li An","avatar":"","hide_mobile":false,
             "dept_id_list":[5],"active":true,"admin":false,"boss":false,"exclusive_account":false,
             "dept_order_list":[{"dept_id":5,"order":176318668975061512}],"leader_in_dept":[{"dept_id":5,"leader":true}],
             "role_list":[],"real_authed":true,"senior":false}}
            """,
            await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u2"}"""));
    }

    [Fact]
    public async Task A_list_item_tells_order_and_leader_of_the_asked_department_and_the_last_page_no_cursor()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","result":{"has_more":false,"list":[
             {"userid":"u2","unionid":"un2","name":"Li An","avatar":"","hide_mobile":false,"dept_id_list":[5],"active":true,
              "admin":false,"boss":false,"exclusive_account":false,"dept_order":176318668975061512,"leader":true},
             {"userid":"u1","unionid":"un1","name":"Chen Ke","avatar":"","state_code":"86","mobile":"13900000007","hide_mobile":false,
              "email":"ke@example.com","dept_id_list":[2,5],"active":true,"admin":false,"boss":false,"exclusive_account":false,
              "dept_order":0,"leader":false}]}}
            """,
            await wire.PostAsync("/topapi/v2/user/list", """{"dept_id":5,"cursor":0,"size":100}"""));
    }

    [Fact]
    public async Task Fields_without_permission_are_absent()
    {
        await using var dingTalk = await SmallCompany.StartAsync(options =>
        {
            options.MobileFieldPermission = false;
            options.PersonalFieldPermission = false;
        });
        using var wire = new Wire(dingTalk);

        var user = (await wire.PostAsync("/topapi/v2/user/get", """{"userid":"u1"}"""))["result"]!.AsObject();

        Assert.DoesNotContain(user, field => field.Key is "mobile" or "state_code" or "email");
    }

    [Fact]
    public async Task People_are_found_by_mobile_by_unionid_and_counted()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"userid":"u1"}}""", await wire.PostAsync("/topapi/v2/user/getbymobile", """{"mobile":"13900000007"}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"contact_type":0,"userid":"u3"}}""", await wire.PostAsync("/topapi/user/getbyunionid", """{"unionid":"un3"}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"count":3}}""", await wire.PostAsync("/topapi/user/count", """{"only_active":false}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"count":2}}""", await wire.PostAsync("/topapi/user/count", """{"only_active":"true"}"""));
        WireAssert.Equal("""{"errcode":0,"errmsg":"ok","result":{"userid_list":["u2","u1"]}}""", await wire.PostAsync("/topapi/user/listid", """{"dept_id":5}"""));
    }

    [Fact]
    public async Task Search_pages_and_full_match_is_exact()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        const string path = "/v1.0/contact/users/search";

        WireAssert.Equal("""{"hasMore":true,"totalCount":3,"list":["u1","u2"]}""", (await wire.ModernAsync(HttpMethod.Post, path, """{"queryWord":"n","offset":0,"size":2}""")).Body);
        WireAssert.Equal("""{"hasMore":false,"totalCount":3,"list":["u3"]}""", (await wire.ModernAsync(HttpMethod.Post, path, """{"queryWord":"n","offset":1,"size":2}""")).Body);
        WireAssert.Equal("""{"hasMore":false,"totalCount":0,"list":[]}""", (await wire.ModernAsync(HttpMethod.Post, path, """{"queryWord":"Li","offset":0,"size":2,"fullMatchField":1}""")).Body);
        var (status, refused) = await wire.ModernAsync(HttpMethod.Post, path, """{"offset":0,"size":2}""");
        Assert.Equal((400, "parameter.error"), (status, (string)refused["code"]!));
    }

    [Fact]
    public async Task Leavers_are_listed_with_the_reason()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);
        await wire.PostAsync("/topapi/v2/user/delete", """{"userid":"u1"}""");
        dingTalk.Organization.RemoveUser("u3");
        var from = dingTalk.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        var (_, records) = await wire.ModernAsync(HttpMethod.Get, $"/v1.0/contact/empLeaveRecords?startTime={from}&maxResults=50&nextToken=0", null);

        Assert.Equal([("u1", "oapi"), ("u3", "delete")], records["records"]!.AsArray().Select(row => ((string)row!["userId"]!, (string)row["leaveReason"]!)));
    }

    [Fact]
    public async Task Pages_of_any_size_hold_each_member_once_in_one_order() =>
        await Gen.Select(Gen.Int[0, 250], Gen.Int[1, 100], Gen.Long[-3, 3].Array[250]).SampleAsync(
            async (people, size, orders) =>
            {
                var organization = new SimulatedOrganization();
                for (var i = 0; i < people; i++)
                    organization.User(new SimulatedUser { UserId = $"p{i}", Name = $"n{i % 7}", Orders = new Dictionary<long, long> { [1] = orders[i] } });
                await using var dingTalk = await DingTalkSimulator.StartAsync(organization, options => options.Limits.CallsPerSecond = null);
                using var wire = new Wire(dingTalk);
                var read = new List<string>();
                for (long? cursor = 0; cursor is not null;)
                {
                    var page = (await wire.PostAsync("/topapi/user/listsimple", $$"""{"dept_id":1,"cursor":{{cursor}},"size":{{size}}}"""))["result"]!;
                    read.AddRange(page["list"]!.AsArray().Select(row => (string)row!["userid"]!));
                    cursor = (bool)page["has_more"]! ? (long)page["next_cursor"]! : null;
                }

                var expected = organization.Users
                    .OrderByDescending(user => user.Orders[1]).ThenBy(user => user.Name, StringComparer.Ordinal).ThenBy(user => user.UserId, StringComparer.Ordinal)
                    .Select(user => user.UserId);
                Assert.Equal(expected, read);
            },
            iter: 20,
            threads: 1);
}
