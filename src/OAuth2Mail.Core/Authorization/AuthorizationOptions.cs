namespace OAuth2Mail.Authorization;

/// <summary>How consent is to be obtained this time.</summary>
internal sealed record AuthorizationOptions
{
    /// <summary>How long to wait for an answer in the browser, unless the caller says otherwise.</summary>
    public static TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <summary>On another device, with a code (RFC 8628).</summary>
    public bool DeviceCode { get; init; }

    /// <summary>Print the address and listen; open no browser.</summary>
    public bool NoBrowser { get; init; }

    /// <summary>Print the address; the person brings back the address that the browser ended on.</summary>
    public bool Manual { get; init; }

    /// <summary>The address that the browser ended on, for an authorization that was started with <see cref="Manual"/>.</summary>
    public string? Response { get; init; }

    /// <summary>Overrides the profile's redirect URI.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>
    /// How long to wait for the person; null for <see cref="DefaultTimeout"/> in a browser, and for the lifetime of a device
    /// code.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Does not reveal the response, which holds a code.</summary>
    public override string ToString() => nameof(AuthorizationOptions);
}
