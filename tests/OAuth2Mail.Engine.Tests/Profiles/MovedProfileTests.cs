using OAuth2Mail.Engine.Tests.Pipeline;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Profiles;

/// <summary>What docs/guides/moving-a-profile.md says.</summary>
public sealed class MovedProfileTests(ModuleServers servers) : ModuleSession(servers)
{
    [Fact]
    public async Task Consent_moves_along_to_another_vault()
    {
        await NewAuthorizedProfileAsync("mail");
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault");

        Do("$secret = Get-Secret -Name oauth2mail-mail -Vault $vault; "
            + "Set-Secret -Name oauth2mail-mail -SecureStringSecret $secret -Vault \"$vault-b\"");
        Do("Remove-OAuth2MailProfile mail -Vault $vault");

        Assert.Equal("Valid", Do("\"$((Update-OAuth2Token mail -Force).State)\"").One<string>());
        Assert.Equal($"{Vault}-b", Do("(Get-OAuth2MailProfile mail).Vault").One<string>());
    }

    [Fact]
    public async Task A_second_copy_of_a_rotating_token_is_spent()
    {
        await NewAuthorizedProfileAsync("mail");
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault");
        Do("Set-Secret -Name oauth2mail-mail -SecureStringSecret (Get-Secret -Name oauth2mail-mail -Vault $vault) -Vault \"$vault-b\"");

        Do("Update-OAuth2Token mail -Vault \"$vault-b\" -Force");

        string id = Assert.Single(Run("Update-OAuth2Token mail -Vault $vault -Force").Errors).FullyQualifiedErrorId;
        Assert.StartsWith("TokenGrantRefused,", id, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_name_of_the_secret_is_another_name_of_the_profile()
    {
        NewUnattendedProfile("mail");
        Do("Set-Secret -Name oauth2mail-post -SecureStringSecret (Get-Secret -Name oauth2mail-mail -Vault $vault) -Vault $vault");
        Do("Remove-OAuth2MailProfile mail");

        Assert.Equal("post", Do("\"$(Get-OAuth2MailProfile)\"").One<string>());
        Assert.Equal("post Valid", Do("Get-OAuth2MailProfile | Update-OAuth2Token -Force | ForEach-Object { \"$($_.Name) $($_.State)\" }").One<string>());
    }
}
