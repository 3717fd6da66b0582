using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform;

[OptionsValidator]
internal sealed partial class DingTalkAppOptionsValidator : IValidateOptions<DingTalkAppOptions>;

/// <summary>What attributes cannot say.</summary>
internal sealed class DingTalkAppOptionsRules : IValidateOptions<DingTalkAppOptions>
{
    public ValidateOptionsResult Validate(string? name, DingTalkAppOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        CheckAddress(failures, nameof(options.LegacyAddress), options.LegacyAddress);
        CheckAddress(failures, nameof(options.Address), options.Address);
        if (options.AttemptTimeout > options.TotalTimeout)
            failures.AddError($"AttemptTimeout ({options.AttemptTimeout}) must not exceed TotalTimeout ({options.TotalTimeout}).");
        return failures.Build();
    }

    private static void CheckAddress(ValidateOptionsResultBuilder failures, string option, Uri? address)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "https" or "http", PathAndQuery: "/", Fragment: "", UserInfo: "" })
            failures.AddError($"{option} must be an absolute http or https address without path, query or user, like https://api.dingtalk.com.");
    }
}
