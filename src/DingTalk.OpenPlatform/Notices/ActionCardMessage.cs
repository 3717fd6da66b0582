using System.Text.Json;
using System.Text.Json.Serialization;
using DingTalk.OpenPlatform.Json;

namespace DingTalk.OpenPlatform.Notices;

/// <summary>A card with Markdown that leads somewhere: as a whole, or by one of several buttons.</summary>
public sealed record ActionCardMessage : NoticeMessage
{
    /// <summary>A card that leads to one place.</summary>
    /// <param name="markdown">At most 5,000 characters, and what 2,048 bytes hold; the platform advises at most 1,000.</param>
    /// <param name="button">Title at most 20 characters, address at most 500.</param>
    /// <param name="title">Shown in the list of conversations; at most 64 characters.</param>
    /// <exception cref="ArgumentException">A field is empty, unsendable or too long.</exception>
    public ActionCardMessage(string markdown, ActionButton button, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(button);
        Markdown = MessageLimits.Required(markdown, "action_card.markdown", MessageLimits.Markdown);
        Title = MessageLimits.Optional(title, "action_card.title", MessageLimits.ActionCardTitle);
        MessageLimits.Required(button.Title, "action_card.single_title", MessageLimits.ButtonTitle, nameof(button));
        MessageLimits.Required(button.Url, "action_card.single_url", MessageLimits.SingleButtonUrl, nameof(button));
        Buttons = [button];
        FrozenJson = Freeze(Wire(new ActionCardWire
        {
            Title = title,
            Markdown = markdown,
            SingleTitle = button.Title,
            SingleUrl = button.Url,
        }));
    }

    /// <summary>A card with buttons of its own.</summary>
    /// <param name="markdown">At most 5,000 characters, and what 2,048 bytes hold; the platform advises at most 1,000.</param>
    /// <param name="buttons">Each with a title of at most 20 characters and an address of at most 700; all together at most 1,000 as JSON.</param>
    /// <param name="layout">How the buttons stand.</param>
    /// <param name="title">Shown in the list of conversations; at most 64 characters.</param>
    /// <exception cref="ArgumentException">A field is empty, unsendable or too long.</exception>
    public ActionCardMessage(string markdown, IReadOnlyList<ActionButton> buttons, ButtonLayout layout = ButtonLayout.Vertical, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(buttons);
        Markdown = MessageLimits.Required(markdown, "action_card.markdown", MessageLimits.Markdown);
        Title = MessageLimits.Optional(title, "action_card.title", MessageLimits.ActionCardTitle);
        if (buttons.Count == 0)
            throw new ArgumentException("action_card.btn_json_list needs at least one button.", nameof(buttons));
        foreach (var button in buttons)
        {
            MessageLimits.Required(button.Title, "action_card.btn_json_list.title", MessageLimits.ButtonTitle, nameof(buttons));
            MessageLimits.Required(button.Url, "action_card.btn_json_list.action_url", MessageLimits.ButtonUrl, nameof(buttons));
        }

        Buttons = [.. buttons];
        Layout = layout;
        var json = JsonSerializer.Serialize(Buttons, PlatformJson.Default.IReadOnlyListActionButton);
        MessageLimits.NotOver(json.Length, MessageLimits.Buttons, "action_card.btn_json_list", "characters of JSON", nameof(buttons));
        FrozenJson = Freeze(Wire(new ActionCardWire
        {
            Title = title,
            Markdown = markdown,
            Layout = layout == ButtonLayout.Horizontal ? "1" : "0",
            Buttons = Buttons,
        }));
    }

    /// <summary>The Markdown.</summary>
    public string Markdown { get; }

    /// <summary>Shown in the list of conversations.</summary>
    public string? Title { get; }

    /// <summary>One for a card that leads to one place.</summary>
    public IReadOnlyList<ActionButton> Buttons { get; }

    /// <summary>How several buttons stand; <see langword="null"/> for a card that leads to one place.</summary>
    public ButtonLayout? Layout { get; }

    private static MessageWire Wire(ActionCardWire card) => new() { Type = "action_card", ActionCard = card };
}

/// <summary>A button.</summary>
/// <param name="Title">What it says: at most 20 characters.</param>
/// <param name="Url">Where it leads.</param>
public sealed record ActionButton(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("action_url")] string Url);

/// <summary>How a card's buttons stand.</summary>
public enum ButtonLayout
{
    /// <summary>One below the other.</summary>
    Vertical,

    /// <summary>Side by side.</summary>
    Horizontal,
}
