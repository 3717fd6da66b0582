using System.Runtime.Intrinsics.X86;
using CsCheck;
using DingTalk.Mirror.Views;

namespace DingTalk.Mirror.Tests.Views;

public sealed class MemberKernelTests
{
    private const int Untouched = -7;
    private const int Behind = 32;

    // Lengths around the lane counts, repeats from none to all, targets that fit, are too short or too long.
    private static Gen<Run> AnyRun => Gen.Select(Gen.Int[0, 70], Gen.Int[0, 100], Gen.Int[-20, 20]).SelectMany((length, repeats, spare) =>
        Gen.Select(Gen.Int[0, 99].Array[length], Gen.Int.Array[length]).Select((dice, handles) =>
            new Run(handles, [.. dice.Select(die => die < repeats ? 50 + die : 49 - die)], 50, spare)));

    [Fact]
    public void The_plain_kernel_keeps_those_whose_previous_department_lies_before_the_subtree() => AnyRun.Sample(Gives<PlainKernel>, iter: 5_000);

    [Fact]
    public void The_kernel_of_eight_lanes_gives_what_the_plain_one_gives_and_writes_nothing_behind_the_target()
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has no AVX2.");
        AnyRun.Sample(Gives<Avx2Kernel>, iter: 5_000);
    }

    private static void Gives<TKernel>(Run run)
        where TKernel : IMemberKernel
    {
        int[] expected = [.. run.Handles.Where((_, i) => run.Previous[i] < run.First)];
        var length = Math.Max(expected.Length + run.Spare, 0);
        var memory = new int[length + Behind];
        Array.Fill(memory, Untouched);

        var count = TKernel.Copy(run.Handles, run.Previous, run.First, memory.AsSpan(0, length));

        Assert.Equal(length < expected.Length ? -1 : expected.Length, count);
        if (count >= 0) Assert.Equal(expected, memory.Take(count));
        Assert.All(memory.Skip(length), value => Assert.Equal(Untouched, value));
    }

    private sealed record Run(int[] Handles, int[] Previous, int First, int Spare)
    {
        public override string ToString() => $"{Previous.Length} memberships, previous [{string.Join(", ", Previous)}], spare {Spare}";
    }
}
