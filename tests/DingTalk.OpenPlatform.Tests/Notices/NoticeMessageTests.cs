using System.Text;
using System.Text.Json;
using CsCheck;
using DingTalk.OpenPlatform.Notices;

namespace DingTalk.OpenPlatform.Tests.Notices;

public sealed class NoticeMessageTests
{
    private static readonly OaHead Head = new("Head");
    private static readonly ActionButton Button = new("Open", "https://a.example");

    public static TheoryData<string, NoticeMessage> Documented => new()
    {
        { """{"msgtype":"text","text":{"content":"Payroll closes on the 28th."}}""", new TextMessage("Payroll closes on the 28th.") },
        { """{"msgtype":"image","image":{"media_id":"@1"}}""", new ImageMessage("@1") },
        { """{"msgtype":"voice","voice":{"media_id":"@2","duration":"14"}}""", new VoiceMessage("@2", 14) },
        { """{"msgtype":"file","file":{"media_id":"@3"}}""", new FileMessage("@3") },
        { """{"msgtype":"link","link":{"messageUrl":"https://a.example","picUrl":"@4","title":"T","text":"今天"}}""", new LinkMessage("https://a.example", "@4", "T", "今天") },
        { """{"msgtype":"markdown","markdown":{"title":"T","text":"### T  \n  * **x** 😀"}}""", new MarkdownMessage("T", "### T  \n  * **x** 😀") },
        {
            """{"msgtype":"oa","oa":{"message_url":"https://a.example","pc_message_url":"https://pc.example","head":{"text":"Buy","bgcolor":"FF3C7DFF"},"status_bar":{"status_value":"Pending","status_bg":"0xFFFF9D46"},"body":{"title":"PO","form":[{"key":"K:","value":"V"}],"rich":{"num":"18","unit":"CNY"},"content":"C","image":"@5","file_count":"2","author":"A"}}}""",
            new OaMessage("https://a.example", new OaHead("Buy", "FF3C7DFF"), new OaBody
            {
                Title = "PO", Form = [new("K:", "V")], Rich = new("18", "CNY"), Content = "C", ImageId = "@5", FileCount = "2", Author = "A",
            }, "https://pc.example", new StatusBar("Pending", "0xFFFF9D46"))
        },
        { """{"msgtype":"action_card","action_card":{"title":"T","markdown":"M","single_title":"Open","single_url":"https://a.example"}}""", new ActionCardMessage("M", Button, "T") },
        {
            """{"msgtype":"action_card","action_card":{"markdown":"M","btn_orientation":"1","btn_json_list":[{"title":"Open","action_url":"https://a.example"}]}}""",
            new ActionCardMessage("M", [Button], ButtonLayout.Horizontal)
        },
    };

    [Theory]
    [MemberData(nameof(Documented), DisableDiscoveryEnumeration = true)]
    public void Each_type_is_written_as_the_platform_documents_it(string json, NoticeMessage message)
    {
        Assert.Equal(json, message.ToJson());
        Assert.Equal(Encoding.UTF8.GetByteCount(json), message.ByteCount);
    }

    [Theory]
    [MemberData(nameof(Documented), DisableDiscoveryEnumeration = true)]
    public void A_message_is_rebuilt_from_its_json_with_the_same_bytes(string json, NoticeMessage message)
    {
        var rebuilt = NoticeMessage.FromJson(json);

        Assert.IsType(message.GetType(), rebuilt);
        Assert.Equal(json, rebuilt.ToJson());
    }

    [Fact]
    public void Bytes_that_this_version_would_write_otherwise_are_kept()
    {
        const string Json = """{ "text": { "content":"a" }, "later":1, "msgtype":"text" }""";

        Assert.Equal(Json, NoticeMessage.FromJson(Json).ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"msgtype":"text"}""")]
    [InlineData("""{"msgtype":"text","text":{"content":""}}""")]
    [InlineData("""{"msgtype":"video","video":{}}""")]
    [InlineData("""{"msgtype":"voice","voice":{"media_id":"@1","duration":"60"}}""")]
    [InlineData("""{"msgtype":"text","text":{"content":"\u4eca"}}""")]
    [InlineData("""{"msgtype":"oa","oa":{"message_url":"u"}}""")]
    public void What_is_no_message_is_refused(string json) => Assert.ThrowsAny<ArgumentException>(() => NoticeMessage.FromJson(json));

    public static TheoryData<string, int, Func<string, NoticeMessage>> Lengths => new()
    {
        { "action_card.title", 64, text => new ActionCardMessage("M", Button, text) },
        { "action_card.single_title", 20, text => new ActionCardMessage("M", new ActionButton(text, "u")) },
        { "action_card.single_url", 500, text => new ActionCardMessage("M", new ActionButton("t", text)) },
        { "action_card.btn_json_list.title", 20, text => new ActionCardMessage("M", [new(text, "u")]) },
        { "action_card.btn_json_list.action_url", 700, text => new ActionCardMessage("M", [new("t", text)]) },
        { "oa.head.text", 10, text => new OaMessage("u", new OaHead(text), new OaBody()) },
    };

    [Theory]
    [MemberData(nameof(Lengths), DisableDiscoveryEnumeration = true)]
    public void Exactly_the_limit_passes_and_one_more_is_named_with_its_excess(string field, int limit, Func<string, NoticeMessage> build) =>
        Gen.Int[1, 300].Sample(excess =>
        {
            Assert.NotNull(build(new string('x', limit)));

            var exception = Assert.ThrowsAny<ArgumentException>(() => { _ = build(new string('x', limit + excess)); });
            Assert.StartsWith($"{field}: {limit + excess} characters, {excess} over the platform's {limit}.", exception.Message, StringComparison.Ordinal);
        }, iter: 20);

    [Fact]
    public void The_whole_message_may_have_2048_bytes_of_utf8_and_not_one_more() =>
        Texts.Pick("x", "é", "今", "😀", "\"", "\n").Array[1, 1500].Select(string.Concat).Sample(text =>
        {
            var bytes = Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(text, Relaxed).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal))
                + """{"msgtype":"text","text":{"content":}}""".Length;

            if (bytes <= 2048)
            {
                Assert.Equal(bytes, new TextMessage(text).ByteCount);
                return;
            }

            var exception = Assert.ThrowsAny<ArgumentException>(() => { _ = new TextMessage(text); });
            Assert.StartsWith($"The message: {bytes} bytes of UTF-8, {bytes - 2048} over the platform's 2048.", exception.Message, StringComparison.Ordinal);
        }, iter: 200);

    [Fact]
    public void A_message_of_exactly_2048_bytes_passes()
    {
        var frame = new TextMessage("x").ByteCount - 1;

        Assert.Equal(2048, new TextMessage(new string('x', 2048 - frame)).ByteCount);
        Assert.ThrowsAny<ArgumentException>(() => new TextMessage(new string('x', 2049 - frame)));
    }

    [Fact]
    public void Markdown_is_bounded_by_characters_too()
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => new MarkdownMessage("T", new string('x', 5001)));

        Assert.StartsWith("markdown.text: 5001 characters, 1 over", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buttons_together_are_bounded_as_json()
    {
        ActionButton[] buttons = [new("a", new string('u', 600)), new("b", new string('u', 600))];

        var exception = Assert.ThrowsAny<ArgumentException>(() => new ActionCardMessage("M", buttons));

        Assert.StartsWith("action_card.btn_json_list: 1261 characters of JSON, 261 over", exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<NoticeMessage>> Mistakes => new()
    {
        { "text.content is required", () => new TextMessage("") },
        { "text.content holds the control character U+0007", () => new TextMessage("\a") },
        { "image.media_id is required", () => new ImageMessage("") },
        { "voice.duration is at least 1", () => new VoiceMessage("@1", 0) },
        { "voice.duration: 60 seconds, 1 over", () => new VoiceMessage("@1", 60) },
        { "link.title is required", () => new LinkMessage("u", "@1", "", "t") },
        { "markdown.title is required", () => new MarkdownMessage("", "t") },
        { "oa.message_url is required", () => new OaMessage("", Head, new OaBody()) },
        { "oa.head.bgcolor is 8", () => new OaMessage("u", new OaHead("h", "0xFF3C7D"[..7]), new OaBody()) },
        { "oa.body.form.value holds half a surrogate", () => new OaMessage("u", Head, new OaBody { Form = [new("k", "\uD83D")] }) },
        { "btn_json_list needs at least one", () => new ActionCardMessage("M", []) },
        { "status_value is required", () => new OaMessage("u", Head, new OaBody(), statusBar: new StatusBar("")) },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_message_cannot_be_built_wrong(string words, Func<NoticeMessage> build)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(build);

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_changes_later_does_not_change_the_message()
    {
        var rows = new List<OaFormRow> { new("k", "v") };
        var message = new OaMessage("u", Head, new OaBody { Form = rows });
        var json = message.ToJson();

        rows.Add(new("k2", "v2"));

        Assert.Equal(json, message.ToJson());
        Assert.Single(message.Body.Form!);
    }

    [Fact]
    public void Printing_a_message_does_not_print_what_it_says() =>
        Assert.Equal("TextMessage(56 bytes)", new TextMessage("confidential 000").ToString());

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
