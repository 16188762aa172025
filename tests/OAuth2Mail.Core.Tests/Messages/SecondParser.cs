using System.Diagnostics;
using System.Text.Json;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Tests.Messages;

/// <summary>Reads messages with Python's email package, which has no line in common with the library that wrote them.</summary>
internal static class SecondParser
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>The message as it is sent, by this parser's account.</summary>
    public static ParsedMessage Read(ComposedMessage composed)
    {
        using var bytes = new MemoryStream();
        composed.Message.WriteTo(bytes);
        return Read(bytes.ToArray());
    }

    public static ParsedMessage Read(byte[] message)
    {
        // Fails where there is no python3: the CI script installs it.
        using var python = Process.Start(new ProcessStartInfo(
            "python3", ["-X", "utf8", Path.Combine(AppContext.BaseDirectory, "Messages", "second_parser.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        Task<string> errors = python.StandardError.ReadToEndAsync();
        python.StandardInput.BaseStream.Write(message);
        python.StandardInput.Close();
        if (!python.WaitForExit(TimeSpan.FromSeconds(30)) || python.ExitCode != 0)
        {
            throw new InvalidOperationException($"python3 could not read the message: {errors.Result}");
        }

        return JsonSerializer.Deserialize<ParsedMessage>(output.Result, s_options)!;
    }
}
