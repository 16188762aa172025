namespace OAuth2Mail.Pipeline;

/// <summary>
/// Marks a parameter that must be bound whenever a record has a property of that name, even if it is blank or the parameter
/// belongs to another set: a message that is meant to be encrypted must not be sent unencrypted.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MustArriveAttribute : Attribute;
