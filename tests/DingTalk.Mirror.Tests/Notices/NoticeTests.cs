using DingTalk.Mirror.Errors;
using DingTalk.Mirror.Notices;
using DingTalk.Simulator;

namespace DingTalk.Mirror.Tests.Notices;

public sealed class NoticeTests
{
    private const string Send = "POST /topapi/message/corpconversation/asyncsend_v2";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<DingTalkSimulator> StartAsync(SimulatedOrganization organization, Action<SimulatorOptions>? configure = null) =>
        DingTalkSimulator.StartAsync(
            organization,
            options =>
            {
                options.Limits.CallsPerSecond = null;
                options.Notices.ProcessingTime = TimeSpan.FromMilliseconds(20);
                options.Notices.ProcessingTimePerPerson = TimeSpan.Zero;
                configure?.Invoke(options);
            },
            cancellationToken: Ct);

    private static async Task<NoticeStatus> SendToTheEndAsync(IOrganization org, Notice notice)
    {
        var sent = await org.SendNoticeAsync(notice, Ct);
        return await org.WatchNoticeAsync(sent.Key, Ct).LastAsync(Ct);
    }

    [Fact]
    public async Task Everybody_in_a_subtree_gets_it_once_in_batches_of_at_most_a_hundred()
    {
        await using var dingTalk = await StartAsync(Companies.Wide(50, 5));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);

        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(1).ToUsers("u2-0", "u3-0"));

        Assert.Equal((NoticeState.Finished, 245, 3, 3), (status.State, status.Recipients, status.Batches, status.BatchesFinished));
        Assert.Equal(245, status.Count(RecipientOutcome.Unread));
        Assert.Equal(dingTalk.Organization.PeopleUnder(1).Order(), dingTalk.Deliveries.All.Select(delivery => delivery.UserId).Order());
        Assert.Equal(3, dingTalk.Calls.Count(Send));
    }

    [Fact]
    public async Task The_same_notice_under_the_same_key_is_sent_once_and_another_is_refused()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var notice = Notice.Text("hello").ToSubtree(Companies.Technology).WithKey("k");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? mirror.Organization() : mirror.FromOutside).SendNoticeAsync(notice, Ct)));
        await SendToTheEndAsync(mirror.Organization(1), notice);
        var conflict = await Assert.ThrowsAsync<NoticeConflictException>(() => mirror.FromOutside.SendNoticeAsync(Notice.Text("other").ToSubtree(Companies.Technology).WithKey("k"), Ct));

        Assert.Contains("words", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(4, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task A_send_whose_answer_was_lost_is_repeated_with_the_same_bytes_and_nobody_gets_it_twice()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        dingTalk.Faults.Add(Fault.LostAnswer() with { Endpoint = Send, Times = 1 });

        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(Companies.Technology));

        Assert.Equal(NoticeState.Finished, status.State);
        Assert.Equal(4, status.Count(RecipientOutcome.Delivered));
        Assert.Equal(4, dingTalk.Deliveries.Count);
        Assert.Equal(2, dingTalk.Calls.Count(Send));
    }

    [Fact]
    public async Task Words_that_somebody_got_today_already_are_reported_as_forbidden_with_the_code()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();
        await SendToTheEndAsync(org, Notice.Text("hello").ToUsers("wu"));

        var status = await SendToTheEndAsync(org, Notice.Text("hello").ToUsers("wu", "lin").WithKey("again"));

        Assert.Equal((1, 1), (status.Count(RecipientOutcome.Forbidden), status.Count(RecipientOutcome.Unread)));
        Assert.Contains(new("wu", RecipientOutcome.Forbidden, "143106"), await org.GetNoticeResultsAsync("again", Ct));
    }

    [Fact]
    public async Task A_silo_that_dies_in_the_middle_costs_nobody_the_notice_and_gives_it_to_nobody_twice()
    {
        await using var dingTalk = await StartAsync(Companies.Wide(50, 20), options => options.Limits.CallsPerSecond = 20);
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.FromOutside;
        var sent = await org.SendNoticeAsync(Notice.Text("hello").ToSubtree(1).WithKey("crash"), Ct);
        await foreach (var step in org.WatchNoticeAsync(sent.Key, Ct))
        {
            if (step.BatchesSent > 0) break;
        }

        // Whichever silo holds the notice: its activation ends between two steps, as in a failure, and the next question begins another.
        await mirror.DeactivateNoticeAsync("crash");
        var status = await org.WatchNoticeAsync(sent.Key, Ct).LastAsync(Ct);

        Assert.Equal(NoticeState.Finished, status.State);
        Assert.Equal(980, status.Count(RecipientOutcome.Unread) + status.Count(RecipientOutcome.Delivered));
        Assert.Equal(980, dingTalk.Deliveries.All.Select(delivery => delivery.UserId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(980, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task Only_the_people_whom_the_options_name_are_reached_and_everybody_else_is_withheld()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configure: options => options.Notices.OnlyTo = ["wu"]);

        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(1));

        Assert.Equal((6, 1), (status.Count(RecipientOutcome.Withheld), status.Count(RecipientOutcome.Unread)));
        Assert.Equal("wu", Assert.Single(dingTalk.Deliveries.All).UserId);
    }

    [Fact]
    public async Task If_nobody_may_be_reached_nothing_is_sent()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configure: options => options.Notices.OnlyTo = []);
        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(1));
        Assert.Equal((NoticeState.Finished, 7), (status.State, status.Count(RecipientOutcome.Withheld)));
        Assert.Equal(0, dingTalk.Calls.Count(Send));
    }

    [Fact]
    public async Task A_notice_to_nobody_or_to_an_unknown_department_is_refused_at_once()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.FromOutside;
        await Assert.ThrowsAsync<InvalidNoticeException>(() => org.SendNoticeAsync(Notice.Text("hello"), Ct));
        Assert.Equal(4711, (await Assert.ThrowsAsync<DepartmentNotFoundException>(() => org.SendNoticeAsync(Notice.Text("hello").ToSubtree(4711), Ct))).DepartmentId);
        await Assert.ThrowsAsync<NoticeNotFoundException>(() => org.GetNoticeAsync("never", Ct));
    }

    [Fact]
    public async Task A_notice_to_an_empty_department_stops_and_says_that_there_is_nobody()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(Companies.Empty));
        Assert.Equal(NoticeState.Stopped, status.State);
        Assert.Contains("nobody", status.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_that_is_too_long_is_refused_before_it_is_a_notice() =>
        Assert.Contains("92 over", Assert.ThrowsAny<ArgumentException>(() => Notice.Text(new('长', 700))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Without_an_agent_id_it_is_said_where_to_find_it()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureApp: app => app.AgentId = null);
        var error = await Assert.ThrowsAsync<InvalidNoticeException>(() => mirror.Organization().SendNoticeAsync(Notice.Text("hello").ToUsers("wu"), Ct));
        Assert.Contains("AgentId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subtree_that_cannot_be_completed_stops_the_notice_and_names_the_department()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        dingTalk.Faults.Add(Fault.Error("50004") with { Endpoint = "POST /topapi/v2/user/list", Times = 1 });

        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(Companies.Technology));
        Assert.Equal(NoticeState.Stopped, status.State);
        Assert.Contains("scope", status.Problem, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task A_platform_that_is_down_delays_a_notice_and_loses_nothing()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureApp: app => app.MaxRetries = 0);
        var org = mirror.Organization();
        await org.LoadAsync(1, Ct).LastAsync(Ct);
        dingTalk.Faults.Add(Fault.Error("90018") with { Endpoint = Send, Times = 2, Wrapped = true });

        var status = await SendToTheEndAsync(org, Notice.Text("hello").ToSubtree(Companies.Technology));
        Assert.Equal((NoticeState.Finished, 4), (status.State, status.Count(RecipientOutcome.Unread)));
        Assert.Equal(4, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task A_refusal_that_would_stand_stops_the_notice_with_the_platforms_words()
    {
        await using var dingTalk = await StartAsync(Companies.Wide(50, 5));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk, configureApp: app => app.AgentId = 1);
        var status = await SendToTheEndAsync(mirror.Organization(), Notice.Text("hello").ToSubtree(1));
        Assert.Equal((NoticeState.Stopped, 245), (status.State, status.Count(RecipientOutcome.NotSent)));
        Assert.NotNull(status.Problem);
        Assert.Equal(0, dingTalk.Deliveries.Count);
    }

    [Fact]
    public async Task A_preview_tells_recipients_and_price_and_sends_nothing()
    {
        await using var dingTalk = await StartAsync(Companies.Wide(50, 5));
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var preview = await mirror.FromOutside.PreviewNoticeAsync(Notice.Text("hello").ToSubtree(1), Ct);
        Assert.Equal((245, 3, 9), (preview.Recipients.EnsureComplete().Items.Length, preview.Batches, preview.MeteredCalls));
        Assert.Equal(0, dingTalk.Calls.Count(Send));
    }

    [Fact]
    public async Task Who_has_read_it_since_is_shown_by_a_refresh()
    {
        await using var dingTalk = await StartAsync(Companies.Small());
        await using var mirror = await MirrorCluster.StartAsync(dingTalk);
        var org = mirror.Organization();
        await SendToTheEndAsync(org, Notice.Text("hello").ToSubtree(Companies.Technology).WithKey("k"));
        var delivery = dingTalk.Deliveries.To("wu").Single();
        dingTalk.Deliveries.MarkRead(delivery.TaskId, "wu");

        Assert.Equal(0, (await org.GetNoticeAsync("k", Ct)).Count(RecipientOutcome.Read));
        Assert.Equal(1, (await org.RefreshNoticeAsync("k", Ct)).Count(RecipientOutcome.Read));
    }
}
