using System.Management.Automation;

namespace OAuth2Mail.Errors;

/// <summary>The one place where the core's failures become PowerShell error records.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(OAuth2MailException failure, object? target) =>
        new(failure, failure.ErrorId, CategoryOf(failure.Kind), target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.Advice ?? "" },
        };

    private static ErrorCategory CategoryOf(FailureKind kind) => kind switch
    {
        FailureKind.InvalidArgument => ErrorCategory.InvalidArgument,
        FailureKind.NotFound => ErrorCategory.ObjectNotFound,
        FailureKind.AlreadyExists => ErrorCategory.ResourceExists,
        FailureKind.InvalidData => ErrorCategory.InvalidData,
        FailureKind.Authentication => ErrorCategory.AuthenticationError,
        FailureKind.PermissionDenied => ErrorCategory.PermissionDenied,
        FailureKind.Connection => ErrorCategory.ConnectionError,
        FailureKind.Timeout => ErrorCategory.OperationTimeout,
        FailureKind.Security => ErrorCategory.SecurityError,
        FailureKind.LimitExceeded => ErrorCategory.LimitsExceeded,
        FailureKind.Unavailable => ErrorCategory.ResourceUnavailable,
        FailureKind.Rejected => ErrorCategory.InvalidResult,
        FailureKind.NotSupported => ErrorCategory.NotImplemented,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };
}
