package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.settings.Nearest;
import janitor.settings.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/// The profiles of `~/.aws`, of which one has the credentials and the region, unless the
/// environment has.
///
/// A profile that was named on the command line wins over credentials in the environment, as with
/// AWS's own command line; one that the environment names does not.
final class Profiles {
  private static final String DEFAULT = "default";
  private static final String ENDPOINT = "AWS_ENDPOINT_URL";

  private final ProfileFile file;
  private final Optional<String> named;
  private final Map<String, String> environment;

  /// @param named on the command line
  Profiles(ProfileFile file, Optional<String> named, Map<String, String> environment) {
    this.file = file;
    this.named = named;
    this.environment = environment;
  }

  /// Those of the machine.
  ///
  /// @throws Refusal if the one that was asked for is not there
  static Profiles of(Optional<String> named, Map<String, String> environment) {
    var profiles = new Profiles(ProfileFile.defaultProfileFile(), named, environment);
    profiles.checkName();
    // Besides credentials a profile may say where services are, and how often to try.
    named.ifPresent(name -> System.setProperty("aws.profile", name));
    return profiles;
  }

  void checkName() {
    asked()
        .filter(name -> file.profile(name).isEmpty())
        .ifPresent(
            name -> {
              throw new Refusal(
                  "there is no profile \""
                      + name
                      + "\" in ~/.aws/config"
                      + Nearest.of(name, file.profiles().keySet())
                          .map(near -> ", but one named \"" + near + "\": --profile " + near)
                          .orElse(others() + ": make it with aws configure sso --profile " + name));
            });
  }

  /// The one that somebody asked for.
  private Optional<String> asked() {
    return named
        .or(() -> Optional.ofNullable(environment.get("AWS_PROFILE")))
        .filter(name -> !name.isBlank());
  }

  private String others() {
    return file.profiles().isEmpty()
        ? ""
        : " (there are "
            + String.join(", ", file.profiles().keySet().stream().sorted().toList())
            + ")";
  }

  /// Where it is to look, if nothing else says so.
  Optional<String> region() {
    return file.profile(asked().orElse(DEFAULT))
        .flatMap(profile -> profile.property(ProfileProperty.REGION));
  }

  /// Clients that share one provider of credentials: each of their own would ask for its own.
  Function<Calls, Clients> clients() {
    AwsCredentialsProvider provider =
        named
            .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    return calls -> Clients.ambient(calls, provider);
  }

  /// Where AWS is asked in place of its own address, if somebody said so: of STS, which is asked
  /// first.
  ///
  /// @throws Refusal if some service's is no address
  Optional<URI> endpoint() {
    var told = new TreeMap<String, String>();
    file.profile(asked().orElse(DEFAULT))
        .flatMap(profile -> profile.property("endpoint_url"))
        .ifPresent(text -> told.put("endpoint_url in ~/.aws/config", text));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENDPOINT) && !value.isBlank()) {
            told.put(name, value);
          }
        });
    told.forEach(
        (name, value) -> {
          if (address(value).isEmpty()) {
            throw new Refusal(
                name
                    + " is \""
                    + value
                    + "\", which is no address: write one like http://localhost:4566, or take it"
                    + " out, and AWS is asked");
          }
        });
    return Stream.of(ENDPOINT + "_STS", ENDPOINT, "endpoint_url in ~/.aws/config")
        .flatMap(name -> Optional.ofNullable(told.get(name)).stream())
        .findFirst()
        .flatMap(Profiles::address);
  }

  private static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(uri -> uri.getHost() != null)
          .filter(uri -> uri.getScheme().matches("(?i)https?"));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// Whether somebody may have to answer before the credentials are there.
  boolean mayTakeLong() {
    return profile()
        .map(this::source)
        .filter(profile -> has(profile, ProfileProperty.CREDENTIAL_PROCESS))
        .isPresent();
  }

  /// The profile that the credentials come from; empty: they come from elsewhere.
  private Optional<Profile> profile() {
    if (named.isEmpty() && environment.containsKey("AWS_ACCESS_KEY_ID")) {
      return Optional.empty();
    }
    return file.profile(asked().orElse(DEFAULT));
  }

  /// Where the credentials of a profile that takes a role come from in the end.
  private Profile source(Profile profile) {
    var seen = new HashSet<String>();
    var at = profile;
    while (seen.add(at.name())) {
      var next = at.property(ProfileProperty.SOURCE_PROFILE).flatMap(file::profile);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return at;
  }

  private static boolean has(Profile profile, String property) {
    return profile.property(property).isPresent();
  }

  /// That there are no credentials.
  String missing() {
    return profile()
        .map(this::source)
        .filter(Profiles::isSignedIn)
        .map(profile -> "profile \"" + profile.name() + "\" is not signed in (any more)")
        .orElse("there are no AWS credentials");
  }

  private static boolean isSignedIn(Profile source) {
    return isSso(source) || has(source, "login_session");
  }

  private static boolean isSso(Profile source) {
    return has(source, "sso_session") || has(source, ProfileProperty.SSO_START_URL);
  }

  /// That AWS does not give the role, which no new login changes.
  Refusal denied(String message) {
    var profile = profile();
    var name = profile.map(one -> "profile \"" + one.name() + "\"").orElse("");
    if (profile.filter(one -> has(one, ProfileProperty.ROLE_ARN)).isPresent()) {
      return new Refusal(
          "AWS does not let "
              + name
              + " take its role: "
              + message
              + ": look at role_arn in ~/.aws/config, and at whom the role trusts");
    }
    if (profile.filter(Profiles::isSso).isPresent()) {
      return new Refusal(
          "AWS does not give "
              + name
              + " its role: "
              + message
              + ": look at sso_account_id and sso_role_name in ~/.aws/config");
    }
    return new Refusal(
        "AWS does not tell whose credentials these are: " + message + ": " + remedy());
  }

  /// What to run where there are no credentials, or AWS does not take them any more.
  String remedy() {
    return profile().map(this::remedy).orElseGet(this::remedyWithoutProfile);
  }

  private String remedy(Profile profile) {
    var source = source(profile);
    var option = source.name().equals(DEFAULT) ? "" : " --profile " + source.name();
    if (isSso(source)) {
      return "run aws sso login" + option;
    }
    if (has(source, "login_session")) {
      return "run aws login" + option;
    }
    if (has(source, ProfileProperty.WEB_IDENTITY_TOKEN_FILE)) {
      return "put a new token into "
          + source.property(ProfileProperty.WEB_IDENTITY_TOKEN_FILE).orElseThrow();
    }
    if (has(source, ProfileProperty.CREDENTIAL_PROCESS)) {
      return "the credential_process of profile \""
          + source.name()
          + "\" gave none that work: run it by hand";
    }
    if (has(source, ProfileProperty.AWS_ACCESS_KEY_ID)) {
      return "get new keys for profile \"" + source.name() + "\" and run aws configure" + option;
    }
    return "run aws login" + option + ", or aws configure sso" + option;
  }

  private String remedyWithoutProfile() {
    if (environment.containsKey("AWS_ACCESS_KEY_ID")) {
      return "unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or set them"
          + " anew";
    }
    if (environment.containsKey("AWS_WEB_IDENTITY_TOKEN_FILE")) {
      return "look whether the token in AWS_WEB_IDENTITY_TOKEN_FILE is over, and at AWS_ROLE_ARN"
          + " and whom that role trusts";
    }
    var some = file.profiles().keySet().stream().min(Comparator.naturalOrder());
    return some.map(_ -> "name a profile with --profile" + others() + ", or run aws login")
        .orElse("run aws login, or aws configure sso, or do it in CloudShell, which has them");
  }
}
