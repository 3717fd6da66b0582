using Microsoft.Extensions.Options;

namespace DingTalk.OpenPlatform.Events;

[OptionsValidator]
internal sealed partial class DingTalkStreamOptionsValidator : IValidateOptions<DingTalkStreamOptions>;

[OptionsValidator]
internal sealed partial class DingTalkCallbackOptionsValidator : IValidateOptions<DingTalkCallbackOptions>;
