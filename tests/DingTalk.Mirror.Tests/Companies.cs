using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests;

/// <summary>Organizations that tests speak about.</summary>
internal static class Companies
{
    public const long Technology = 10;
    public const long Platform = 11;
    public const long Mobile = 12;
    public const long Sales = 20;
    public const long EastSales = 21;
    public const long WestSales = 22;
    public const long Empty = 30;

    /// <summary>
    /// 1 ─ 10 科技服务事业部 (lin leads) ─ 11 平台组 (wu leads), 12 移动组; 1 ─ 20 销售部 ─ 21 东区/华北, 22 西区 ─ 23 华北; 1 ─ 30 nobody.
    /// Chen is in 11 and 12, sun in 12 and 21.
    /// </summary>
    public static SimulatedOrganization Small() => new SimulatedOrganization()
        .Department(Technology, "科技服务事业部", 1, "lin")
        .Department(Platform, "平台组", Technology, "wu")
        .Department(Mobile, "移动组", Technology)
        .Department(Sales, "销售部")
        .Department(EastSales, "东区/华北", Sales)
        .Department(WestSales, "西区", Sales)
        .Department(23, "华北", WestSales)
        .Department(24, "华北", Technology)
        .Department(Empty, "空部门")
        .User("boss", "Boss", 1)
        .User("lin", "林一", Technology)
        .User("wu", "吴二", Platform)
        .User(new SimulatedUser { UserId = "chen", Name = "陈三", Departments = [Platform, Mobile], Mobile = "13900000003" })
        .User("sun", "孙四", Mobile, EastSales)
        .User("zhou", "周五", WestSales)
        .User("he", "何六", 23);

    /// <summary>A department per parent, ten thousand limits off: one wide and deep enough that a load takes a while.</summary>
    public static SimulatedOrganization Wide(int departments, int peoplePerDepartment)
    {
        var organization = new SimulatedOrganization();
        for (var i = 2; i <= departments; i++)
        {
            organization.Department(i, $"部门 {i}", i / 4 is 0 ? 1 : i / 4);
            for (var p = 0; p < peoplePerDepartment; p++) organization.User($"u{i}-{p}", $"人 {i}-{p}", i);
        }

        return organization;
    }
}
