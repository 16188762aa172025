namespace OAuth2Mail.Pipeline;

/// <summary>
/// Marks a parameter whose property a record may not have in vain, whatever else the call is: what is to be encrypted is not sent
/// in another way.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MustArriveAttribute : Attribute;
