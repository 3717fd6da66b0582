namespace DingTalk.Simulator.Tests.Contacts;

public sealed class DepartmentsApiTests
{
    [Fact]
    public async Task Listsub_answers_one_level_as_a_bare_array()
    {
        await using var dingTalk = await SmallCompany.StartAsync();
        using var wire = new Wire(dingTalk);

        WireAssert.Equal(
            """
            {"errcode":0,"errmsg":"ok","result":[
              {"dept_id":2,"name":"Field Service","parent_id":1,"create_dept_group":false,"auto_add_user":false},
              {"dept_id":9,"name":"Finance","parent_id":1,"create_dept_group":false,"auto_add_user":false}]}
            """,
            await wire.PostAsync("/topapi/v2/department/listsub", """{"dept_id":1}"""));
    }
}
