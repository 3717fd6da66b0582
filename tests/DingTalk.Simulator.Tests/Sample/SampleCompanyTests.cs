using System.Security.Cryptography;
using System.Text;
using DingTalk.Simulator.Organizations;

namespace DingTalk.Simulator.Tests.Sample;

public sealed class SampleCompanyTests
{
    private readonly SimulatedOrganization _company = SimulatedOrganization.SampleCompany();

    [Fact]
    public void It_has_the_size_and_the_service_division_that_the_demo_needs()
    {
        var service = _company.Departments.Single(department => department.Name is "科技服务事业部");

        Assert.Equal((3_383, 9_707), (_company.DepartmentCount, _company.UserCount));
        Assert.Equal(19, _company.SubtreeOf(service.Id).Count);
        Assert.Equal(230, _company.PeopleUnder(service.Id).Count);
        Assert.Contains(_company.PeopleUnder(service.Id), userId => _company.FindUser(userId)!.Departments.Count > 1);
    }

    [Fact]
    public void Placeholder_cities_are_dissolved_and_homonyms_are_kept()
    {
        Assert.DoesNotContain(_company.Departments, department => department.Name is "市辖区" or "县" or "省直辖县级行政区划" or "自治区直辖县级行政区划");
        Assert.True(_company.Departments.GroupBy(department => department.Name, StringComparer.Ordinal).Count(group => group.Skip(1).Any()) >= 30);
        Assert.Equal(31, _company.ChildrenOf(880_000_002).Count);
    }

    [Fact]
    public void Some_lead_some_are_led_by_nobody_and_some_are_inactive()
    {
        Assert.Contains(_company.Departments, department => department.Leaders.Count == 0);
        Assert.Contains(_company.Departments, department => department.Leaders.Count == 2);
        Assert.Contains(_company.Users, user => !user.Active);
        Assert.All(_company.Users, user => Assert.Matches("^10[0-2][0-9]{8}$", user.Mobile!));
    }

    // Ids and people must never change under those who wrote them down; additions change this on purpose.
    [Fact]
    public void It_is_the_same_on_every_machine()
    {
        using var file = new MemoryStream();
        OrganizationWriter.Write(file, _company.State);

        Assert.Equal("F43E6622BA8163AE", Convert.ToHexString(SHA256.HashData(file.ToArray()))[..16]);
        Assert.Equal(_company.UserCount, _company.Users.Select(user => user.Mobile!).Distinct(StringComparer.Ordinal).Count());
        Assert.StartsWith("""{"departments":[{"id":1,"parent":0,"name":"华夏示范集团","leaders":["hx000000101""", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }
}
