namespace OAuth2Mail.Protocol;

/// <summary>Tells what a form request asks for.</summary>
internal static class FormRequest
{
    /// <summary>Whether a request is a form (RFC 6749 appendix B) with a member of that name.</summary>
    public static async Task<bool> HasFormMemberAsync(this HttpRequestMessage request, string name)
    {
        if (request.Content?.Headers.ContentType?.MediaType is not "application/x-www-form-urlencoded")
        {
            return false;
        }

        // Buffered by reading, and sent from the buffer.
        string form = await request.Content.ReadAsStringAsync().ConfigureAwait(false);
        return form.StartsWith(name + "=", StringComparison.Ordinal) || form.Contains($"&{name}=");
    }
}
