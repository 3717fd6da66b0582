namespace DingTalk.Simulator.Sample;

/// <summary>Plausible Chinese names of nobody in particular.</summary>
internal static class PersonNames
{
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
    private const string First = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉建国志海晓春雪梅玉兰红立永新宇浩子思雨嘉俊欣怡梓一佳";
    private const string Second = "华英玲萍燕飞鹏波斌宁峰琴云龙琳琪瑶轩然彤博涵睿晨阳洁颖莉倩鑫婷凯健亮成林松柏安康乐悦诺可";

    public static string Draw(Dice dice)
    {
        var surname = Surnames[dice.Below(Surnames.Length)];
        var first = First[dice.Below(First.Length)];
        return dice.Below(4) == 0 ? $"{surname}{first}" : $"{surname}{first}{Second[dice.Below(Second.Length)]}";
    }
}
