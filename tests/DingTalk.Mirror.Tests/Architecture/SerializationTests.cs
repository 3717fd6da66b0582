using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace DingTalk.Mirror.Tests.Architecture;

public sealed class SerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<string> TypeNames => [.. MirrorAssemblies.SerializedTypes.Select(type => type.FullName!)];

    public void Dispose() => _services.Dispose();

    [Theory, MemberData(nameof(TypeNames))]
    public void A_value_crosses_silos_whole(string typeName)
    {
        var value = Values.Make(MirrorAssemblies.SerializedTypes.Single(type => type.FullName == typeName));

        var back = Cross(value);

        Assert.Equal(value.GetType(), back.GetType());
        Assert.Equal(Values.Tell(value), Values.Tell(back));
        if (value is Exception exception)
        {
            Assert.IsType<MirrorException>(exception, exactMatch: false);
            Assert.Equal(exception.Message, ((Exception)back).Message);
            Assert.Equal(exception.InnerException?.Message, ((Exception)back).InnerException?.Message);
        }
    }

    [Fact]
    public void Exceptions_say_the_same_after_crossing_as_the_place_that_threw_them()
    {
        MirrorException[] thrown =
        [
            DepartmentNotFoundException.ById(10), DepartmentNotFoundException.ByName("市场部"), DepartmentNotFoundException.ByPath(["总部", "市场部"], 1),
            PersonNotFoundException.ByUserId("li"), OutOfScopeException.Department(10), OutOfScopeException.Person("li"),
            new IncompleteAnswerException([new(10, Mirror.Departments.DepartmentParts.Members, MissingReason.Failed, "timeout")]),
        ];

        Assert.All(thrown, exception =>
        {
            var back = (MirrorException)Cross(exception);
            Assert.Equal(exception.Message, back.Message);
            Assert.Equal(Values.Tell(exception), Values.Tell(back));
        });
    }

    [Fact]
    public void A_token_crosses_silos_with_its_value() =>
        Assert.Equal("s3cr3t", ((AppToken)Cross(new AppToken("s3cr3t", DateTimeOffset.UnixEpoch))).Reveal());

    private object Cross(object value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<object>(serializer.SerializeToArray(value))!;
    }
}
