using DingTalk.Mirror.Telemetry;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Silos;

/// <summary>Tells how current this silo's view is whenever somebody asks.</summary>
internal static class MirrorGauges
{
    public static void Observe(SiloMirror mirror, MirrorMetrics metrics)
    {
        OfView("departments", "{department}", "Departments that are known.", view => view.DepartmentCount);
        OfView("people", "{person}", "People who are known.", view => view.PersonCount);
        OfView("marks", "{mark}", "What was heard to have changed and is still to be read again.", view => view.Doubts.Marks.Count);
        OfView("mark.age", "s", "Since the oldest of the marks was set.", view => view.Doubts.Marks is { Count: > 0 } marks ? metrics.Since(marks.Min(mark => mark.HeardAt)) : 0);
        OfView("gaps", "{gap}", "Times in which nobody listened and over which the sweep has not passed yet.", view => view.Doubts.Gaps.Length);
        OfView("held", "{change}", "Disappearances that wait for a decision.", view => view.Doubts.Held.Length);
        OfView("read.age", "s", "Since the oldest read behind anything that is shown.", view => view.FindOldestRead() is { } at ? metrics.Since(at) : null);
        OfView("current.age", "s", "Since the last moment at which all that is shown was known to be current.",
            view => view.FindOldestRead() is { } at ? metrics.Since(mirror.CurrentAsOf(view, at)) : null);
        metrics.Observe("dingtalk.mirror.view.age", "s", "Since this silo's view was last seen to show everything in the log.",
            () => mirror.Views.ConfirmedAt is { } at ? metrics.Since(at) : null);
        metrics.Observe("dingtalk.mirror.listening.age", "s", "Since somebody in the cluster was last known to listen to events.",
            () => mirror.Attention.At is { } at ? metrics.Since(at) : null);

        void OfView(string name, string unit, string description, Func<OrganizationView, double?> value) =>
            metrics.Observe($"dingtalk.mirror.{name}", unit, description, () => mirror.Views.Current is { } view ? value(view) : null);
    }
}
