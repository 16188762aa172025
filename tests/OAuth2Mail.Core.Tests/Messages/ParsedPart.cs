namespace OAuth2Mail.Tests.Messages;

/// <summary>A part of a message as the second parser understands it.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Charset">The charset, in lower case.</param>
/// <param name="Parameters">The content type's parameters.</param>
/// <param name="Disposition">The content's disposition.</param>
/// <param name="FileName">The decoded name.</param>
/// <param name="ContentId">The Content-ID with its brackets.</param>
/// <param name="Text">Decoded text.</param>
/// <param name="Content">Decoded bytes of what has no parts.</param>
/// <param name="Parts">The parts.</param>
internal sealed record ParsedPart(
    string Type,
    string? Charset,
    Dictionary<string, string> Parameters,
    string? Disposition,
    string? FileName,
    string? ContentId,
    string? Text,
    byte[]? Content,
    ParsedPart[] Parts);
