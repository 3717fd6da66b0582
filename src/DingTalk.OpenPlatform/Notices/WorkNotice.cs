namespace DingTalk.OpenPlatform.Notices;

/// <summary>One send: a message and whom it goes to. Cannot be addressed wrong.</summary>
public sealed class WorkNotice
{
    private WorkNotice(NoticeMessage message, IReadOnlyList<string> userIds, IReadOnlyList<long> departmentIds, bool isToEverybody)
    {
        Message = message;
        UserIds = userIds;
        DepartmentIds = departmentIds;
        IsToEverybody = isToEverybody;
    }

    /// <summary>What it says.</summary>
    public NoticeMessage Message { get; }

    /// <summary>People addressed one by one.</summary>
    public IReadOnlyList<string> UserIds { get; }

    /// <summary>Departments addressed, each with all below it.</summary>
    public IReadOnlyList<long> DepartmentIds { get; }

    /// <summary>The whole corp is addressed.</summary>
    public bool IsToEverybody { get; }

    /// <summary>To at most 100 people; at most 5 if the message has a status bar. Only such a send has a result for each person.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="userIds">Whom it goes to.</param>
    /// <exception cref="ArgumentException">Nobody, or too many.</exception>
    public static WorkNotice ToUsers(NoticeMessage message, IReadOnlyList<string> userIds) => To(message, userIds, []);

    /// <summary>To at most 20 departments with all below them; not with a status bar. At most 5,000 people get it: the platform
    /// drops the rest in silence, and has no result for each person above 100.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="departmentIds">Where it goes to.</param>
    /// <exception cref="ArgumentException">None, too many, or a message with a status bar.</exception>
    public static WorkNotice ToDepartments(NoticeMessage message, IReadOnlyList<long> departmentIds) => To(message, [], departmentIds);

    /// <summary>To people and departments at once, within the limits of both.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="userIds">Whom it goes to.</param>
    /// <param name="departmentIds">Where it goes to besides.</param>
    /// <exception cref="ArgumentException">Nobody, too many, or departments with a status bar.</exception>
    public static WorkNotice To(NoticeMessage message, IReadOnlyList<string> userIds, IReadOnlyList<long> departmentIds)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentNullException.ThrowIfNull(departmentIds);
        if (userIds.Count + departmentIds.Count == 0)
            throw new ArgumentException("The notice goes to nobody: give at least one user id or department id.", nameof(userIds));
        MessageLimits.NotOver(userIds.Count, MessageLimits.Users, "userid_list", "people", nameof(userIds));
        MessageLimits.NotOver(departmentIds.Count, MessageLimits.Departments, "dept_id_list", "departments", nameof(departmentIds));
        foreach (var userId in userIds)
        {
            if (string.IsNullOrWhiteSpace(userId) || userId.Contains(',', StringComparison.Ordinal))
                throw new ArgumentException($"\"{userId}\" is no user id: ids are not empty and hold no comma.", nameof(userIds));
        }

        if (message is OaMessage { StatusBar: not null })
            CheckStatusBarRecipients(userIds, departmentIds);
        return new WorkNotice(message, [.. userIds], [.. departmentIds], isToEverybody: false);
    }

    /// <summary>To the whole corp; at most 3 times a day, and not with a status bar.</summary>
    /// <param name="message">What it says.</param>
    /// <exception cref="ArgumentException">A message with a status bar.</exception>
    public static WorkNotice ToEverybody(NoticeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message is OaMessage { StatusBar: not null }
            ? throw new ArgumentException("A message with a status bar goes to people one by one, at most 5: not to everybody.", nameof(message))
            : new WorkNotice(message, [], [], isToEverybody: true);
    }

    private static void CheckStatusBarRecipients(IReadOnlyList<string> userIds, IReadOnlyList<long> departmentIds)
    {
        if (departmentIds.Count > 0)
            throw new ArgumentException("A message with a status bar goes to people one by one, at most 5: not to departments.", nameof(departmentIds));
        MessageLimits.NotOver(userIds.Count, MessageLimits.StatusBarUsers, "userid_list of a message with a status bar", "people", nameof(userIds));
    }
}
