using OAuth2Mail.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

public sealed class ProfileNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Nightly-Reports-2")]
    [InlineData("-")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Letters_digits_and_hyphens_up_to_64_are_a_name(string text)
    {
        var name = ProfileName.Parse(text);

        Assert.Equal(text, name.ToString());
        Assert.Matches("^oauth2mail-[0-9a-z-]+$", name.SecretName);
        Assert.True(ProfileName.TryFromSecretName(name.SecretName, out var back));
        Assert.Equal(name, back);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("under_score")]
    [InlineData("dot.ted")]
    [InlineData("star*")]
    [InlineData("../up")]
    [InlineData("line\nbreak")]
    [InlineData("name\n")]
    [InlineData("größe")]
    [InlineData("İstanbul")]
    [InlineData("١٢٣")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Anything_else_is_refused(string text)
    {
        var refusal = Assert.Throws<OAuth2MailException>(() => ProfileName.Parse(text));

        Assert.Equal("ProfileNameInvalid", refusal.ErrorId);
        Assert.Equal(FailureKind.InvalidArgument, refusal.Kind);
    }

    [Fact]
    public void Case_makes_no_difference()
    {
        Assert.Equal(ProfileName.Parse("News"), ProfileName.Parse("nEWS"));
        Assert.Equal(ProfileName.Parse("News").GetHashCode(), ProfileName.Parse("nEWS").GetHashCode());
        Assert.Equal("oauth2mail-news", ProfileName.Parse("NEWS").SecretName);
        Assert.NotEqual(ProfileName.Parse("news"), ProfileName.Parse("new"));
    }

    [Fact]
    public void Name_of_the_secret_does_not_depend_on_the_culture()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = new("tr-TR");
        try
        {
            Assert.Equal("oauth2mail-mixing", ProfileName.Parse("MIXING").SecretName);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("other-news")]
    [InlineData("oauth2mail-")]
    [InlineData("oauth2mail-has blank")]
    [InlineData("oauth2mail")]
    [InlineData("")]
    public void Foreign_secrets_are_not_taken_for_profiles(string secretName)
        => Assert.False(ProfileName.TryFromSecretName(secretName, out _));
}
