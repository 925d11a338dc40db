package janitor.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.profiles.ProfileFile;

class ProfilesTest {
  private static final String CONFIG =
      """
      [default]
      region = eu-west-1
      [profile corp]
      sso_session = corp
      sso_account_id = 123456789012
      region = eu-central-1
      [profile old]
      sso_start_url = https://corp.awsapps.com/start
      [profile web]
      login_session = arn:aws:sts::123456789012:assumed-role/Admin/me
      [profile keys]
      aws_access_key_id = AKIAEXAMPLE
      aws_secret_access_key = x
      [profile tool]
      credential_process = /opt/tool
      [profile role]
      role_arn = arn:aws:iam::123456789012:role/Admin
      source_profile = corp
      [profile pod]
      role_arn = arn:aws:iam::123456789012:role/Pod
      web_identity_token_file = /var/run/token
      [profile round]
      role_arn = arn:aws:iam::123456789012:role/Admin
      source_profile = round
      """;

  private static Profiles profiles(String config, String named, Map<String, String> environment) {
    return new Profiles(
        ProfileFile.builder()
            .type(ProfileFile.Type.CONFIGURATION)
            .content(new ByteArrayInputStream(config.getBytes(StandardCharsets.UTF_8)))
            .build(),
        Optional.of(named).filter(text -> !text.isEmpty()),
        environment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corp | run aws sso login --profile corp",
        "old | run aws sso login --profile old",
        "role | run aws sso login --profile corp",
        "web | run aws login --profile web",
        "keys | get new keys for profile \"keys\" and run aws configure --profile keys",
        "tool | the credential_process of profile \"tool\" gave none that work: run it by hand",
        "pod | put a new token into /var/run/token",
        "round | run aws login --profile round, or aws configure sso --profile round",
        "'' | run aws login, or aws configure sso"
      })
  void eachSortOfProfileHasItsRemedy(String name, String remedy) {
    assertThat(profiles(CONFIG, name, Map.of()).remedy()).isEqualTo(remedy);
    assertThat(
            profiles(CONFIG, "", name.isEmpty() ? Map.of() : Map.of("AWS_PROFILE", name)).remedy())
        .isEqualTo(remedy);
  }

  @Test
  void credentialsOfTheEnvironmentWinOverAProfileOfTheEnvironmentOnly() {
    var environment = Map.of("AWS_ACCESS_KEY_ID", "x", "AWS_PROFILE", "corp");
    assertThat(profiles(CONFIG, "", environment).remedy()).startsWith("unset AWS_ACCESS_KEY_ID");
    assertThat(profiles(CONFIG, "corp", environment).remedy()).contains("sso login");
  }

  @Test
  void whoHasNoProfileIsToldHowToGetOne() {
    assertThat(profiles("", "", Map.of()).remedy()).startsWith("run aws login");
    assertThat(profiles("[profile one]\nregion = x\n", "", Map.of()).remedy())
        .startsWith("name a profile with --profile (there are one)");
  }

  @Test
  void theProfilesRegionIsKnown() {
    assertThat(profiles(CONFIG, "corp", Map.of()).region()).contains("eu-central-1");
    assertThat(profiles(CONFIG, "", Map.of()).region()).contains("eu-west-1");
    assertThat(profiles(CONFIG, "", Map.of("AWS_PROFILE", "corp")).region())
        .contains("eu-central-1");
    assertThat(profiles(CONFIG, "keys", Map.of()).region()).isEmpty();
  }

  @Test
  void aProfileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> profiles(CONFIG, "crop", Map.of()).checkName())
        .hasMessage(
            "there is no profile \"crop\" in ~/.aws/config (there are corp, default, keys, old,"
                + " pod, role, round, tool, web): make it with aws configure sso --profile crop");
    assertThatThrownBy(() -> profiles(CONFIG, "rund", Map.of()).checkName())
        .hasMessageEndingWith("but one named \"round\": --profile round");
    assertThatThrownBy(() -> profiles(CONFIG, "", Map.of("AWS_PROFILE", "nobody")).checkName())
        .hasMessageContaining("there is no profile \"nobody\"");
    profiles(CONFIG, "", Map.of()).checkName();
  }
}
