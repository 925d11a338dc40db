package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a person's credentials come from: each sort of profile that AWS knows leads to the
/// account, and where it does not, one line says what to run.
///
/// Each test asks for a sweep behind a pipe, which says whose account it is and goes no further.
class CredentialsIT {
  private static final String LOGIN = "arn:aws:sts::123456789012:assumed-role/Admin/me";
  private static final String ASKS = "this deletes in account 123456789012: say --yes";

  @TempDir private Path folder;
  private CredentialServices services;
  private Program program;

  @BeforeEach
  void surroundings() throws IOException {
    services = new CredentialServices();
    program =
        new Program(
            folder,
            Map.of(
                "JANITOR_WORKSHOP",
                "lab",
                "AWS_ENDPOINT_URL",
                services.address(),
                "AWS_EC2_METADATA_DISABLED",
                "true"));
  }

  @AfterEach
  void close() {
    services.close();
  }

  private void config(String text) throws IOException {
    Files.writeString(folder.resolve(".aws/config"), text);
  }

  private Program.Ended sweep(String... words) throws Exception {
    var all = Arrays.copyOf(new String[] {"sweep"}, 1 + words.length);
    System.arraycopy(words, 0, all, 1, words.length);
    return program.run("", all);
  }

  private void assertRefused(Program.Ended told, String line) {
    assertThat(told.err()).isEqualTo(line + "\n");
    assertThat(told.out()).isEmpty();
    assertThat(told.exit()).isEqualTo(2);
    // Five seconds on a machine that does nothing else.
    assertThat(told.took()).isLessThan(Duration.ofSeconds(15));
  }

  private void identityCenter(String more) throws IOException {
    config(
        """
        [profile corp]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Admin
        region = eu-north-1
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-central-1
        sso_registration_scopes = sso:account:access
        """
            + more);
  }

  /// What `aws sso login` leaves.
  private void signIn(String token) throws IOException, GeneralSecurityException {
    var cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
    Files.writeString(
        cache.resolve(hash("SHA-1", "corp") + ".json"),
        "{\"accessToken\":\""
            + token
            + "\",\"expiresAt\":\""
            + Instant.now().plusSeconds(3600)
            + "\",\"region\":\"eu-central-1\",\"startUrl\":\"https://corp.awsapps.com/start\"}");
  }

  private static String hash(String algorithm, String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whoHasNoneIsToldHowToGetSome() throws Exception {
    program.environment().put("AWS_REGION", "eu-west-1");
    assertRefused(
        sweep(),
        "there are no AWS credentials: run aws login, or aws configure sso, or do it in"
            + " CloudShell, which has them");
    identityCenter("");
    assertRefused(
        sweep(),
        "there are no AWS credentials: name a profile with --profile (there are corp), or run aws"
            + " login");
    assertRefused(
        sweep("--profile", "crop"),
        "there is no profile \"crop\" in ~/.aws/config (there are corp): make it with aws configure"
            + " sso --profile crop");
    assertRefused(
        sweep("--profile", "corp"),
        "profile \"corp\" is not signed in (any more): run aws sso login --profile corp");
    assertThat(services.asked()).isEmpty();
  }

  @Test
  void keysThatAwsDoesNotTakeAreSaid() throws Exception {
    program.environment().put("AWS_ACCESS_KEY_ID", "ASIAOLD");
    program.environment().put("AWS_SECRET_ACCESS_KEY", "s");
    program.environment().put("AWS_SESSION_TOKEN", "t");
    program.environment().put("AWS_REGION", "eu-west-1");
    for (var code :
        new String[] {"ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"}) {
      services.refuses("GetCallerIdentity", code);
      assertRefused(
          sweep(),
          "AWS does not take these credentials (any more): unset AWS_ACCESS_KEY_ID,"
              + " AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or set them anew"
              + (code.equals("InvalidClientTokenId")
                  ? ". Or eu-west-1 is not switched on for this account: name another with --region"
                  : ""));
    }
  }

  private static String unreachable(String address) {
    return "AWS cannot be reached from here ("
        + address
        + "): look at the network, a VPN or proxy, and the region's name, and run it again";
  }

  @Test
  void whatIsNoAddressIsNamed() throws Exception {
    program.environment().put("AWS_ACCESS_KEY_ID", "x");
    program.environment().put("AWS_SECRET_ACCESS_KEY", "x");
    program.environment().put("AWS_REGION", "eu-west-1");
    program.environment().put("AWS_ENDPOINT_URL", "notaurl");
    assertRefused(
        sweep(),
        "AWS_ENDPOINT_URL is \"notaurl\", which is no address: write one like"
            + " http://localhost:4566, or take it out, and AWS is asked");
  }

  /// A captive portal answers everything with its page, and says that all is well.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!doctype html><html><head><meta charset=utf-8><br></head>Sign in</html>",
        "<html><body>Sign in</body></html>",
        ""
      })
  void aPageInPlaceOfAnAnswerIsNoNetworkEither(String page) throws Exception {
    program.environment().put("AWS_ACCESS_KEY_ID", "x");
    program.environment().put("AWS_SECRET_ACCESS_KEY", "x");
    program.environment().put("AWS_REGION", "eu-west-1");
    var portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    portal.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var body = page.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    portal.start();
    try {
      var address = "http://127.0.0.1:" + portal.getAddress().getPort();
      program.environment().put("AWS_ENDPOINT_URL", address);
      assertRefused(sweep(), unreachable(address + ", where something else answers"));
    } finally {
      portal.stop(0);
    }
  }

  @Test
  void withoutANetworkItSaysSo() throws Exception {
    program.environment().put("AWS_ACCESS_KEY_ID", "x");
    program.environment().put("AWS_SECRET_ACCESS_KEY", "x");
    program.environment().put("AWS_REGION", "eu-west-1");
    for (var address : List.of("http://127.0.0.1:9", "http://no-such-host.invalid")) {
      program.environment().put("AWS_ENDPOINT_URL", address);
      assertRefused(sweep(), unreachable(address));
    }
    // It lets everybody in and answers nobody, as a portal of a hotel does.
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = "http://127.0.0.1:" + silent.getLocalPort();
      program.environment().put("AWS_ENDPOINT_URL", address);
      assertRefused(sweep(), unreachable(address));
    }
  }

  /// Identity Center gives keys for the token that `aws sso login` left; they are used, the
  /// profile's region is, and the clients for it are on the class path.
  @Test
  void aProfileOfIdentityCenterWorks() throws Exception {
    identityCenter("");
    signIn("token-of-the-login");
    assertThat(sweep("--profile", "corp").err()).contains(ASKS);
    assertThat(services.asked())
        .hasSize(2)
        .last()
        .isEqualTo("GetCallerIdentity by ASIASSO in eu-north-1");
    assertThat(services.asked().getFirst()).contains("role_name=Admin", "account_id=123456789012");

    services.refuses("GetRoleCredentials", "ForbiddenException");
    assertRefused(
        sweep("--profile", "corp"),
        "AWS does not give profile \"corp\" its role: No access: look at sso_account_id and"
            + " sso_role_name in ~/.aws/config");

    services.refuses("GetRoleCredentials", "");
    signIn("token-of-yesterday");
    assertRefused(
        sweep("--profile", "corp"),
        "AWS does not take these credentials (any more): run aws sso login --profile corp");
  }

  @Test
  void aProfileThatTakesARoleWorks() throws Exception {
    var role =
        """
        [profile keys]
        aws_access_key_id = AKIAME
        aws_secret_access_key = s
        [profile admin]
        role_arn = arn:aws:iam::123456789012:role/Admin
        source_profile = %s
        region = eu-west-3
        """;
    config(role.formatted("keys"));
    services.knows("AKIAME", "arn:aws:iam::123456789012:user/me");
    assertThat(sweep("--profile", "admin").err()).contains(ASKS);
    assertThat(services.asked())
        .containsExactly(
            "AssumeRole arn:aws:iam::123456789012:role/Admin by AKIAME in eu-west-3",
            "GetCallerIdentity by ASIAROLE in eu-west-3");

    // With the keys of Identity Center.
    identityCenter(role.formatted("corp"));
    signIn("token-of-the-login");
    assertThat(sweep("--profile", "admin").err()).contains(ASKS);
    assertThat(services.asked())
        .contains("AssumeRole arn:aws:iam::123456789012:role/Admin by ASIASSO in eu-west-3");

    services.refuses("AssumeRole", "AccessDenied");
    assertRefused(
        sweep("--profile", "admin"),
        "AWS does not let profile \"admin\" take its role: The request was refused: AccessDenied:"
            + " look at role_arn in ~/.aws/config, and at whom the role trusts");
  }

  @Test
  void aTokenOfTheWebWorks() throws Exception {
    var token = folder.resolve("token");
    Files.writeString(token, "token-of-the-cluster");
    config(
        """
        [profile cluster]
        role_arn = arn:aws:iam::123456789012:role/Pod
        web_identity_token_file = %s
        region = eu-west-3
        """
            .formatted(token));
    assertThat(sweep("--profile", "cluster").err()).contains(ASKS);
    assertThat(services.asked())
        .containsExactly(
            "AssumeRoleWithWebIdentity arn:aws:iam::123456789012:role/Pod",
            "GetCallerIdentity by ASIAWEB in eu-west-3");
    // As a pod and a runner of GitHub have it.
    program.environment().put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/Runner");
    program.environment().put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
    program.environment().put("AWS_REGION", "eu-west-1");
    assertThat(sweep().err()).contains(ASKS);
    assertThat(services.asked())
        .contains(
            "AssumeRoleWithWebIdentity arn:aws:iam::123456789012:role/Runner",
            "GetCallerIdentity by ASIAWEB in eu-west-1");

    Files.writeString(token, "token-of-yesterday");
    assertRefused(
        sweep("--profile", "cluster"),
        "AWS does not take these credentials (any more): put a new token into " + token);
    services.refuses("AssumeRoleWithWebIdentity", "AccessDenied");
    assertRefused(
        sweep("--profile", "cluster"),
        "AWS does not let profile \"cluster\" take its role: The request was refused: AccessDenied:"
            + " look at role_arn in ~/.aws/config, and at whom the role trusts");
    assertRefused(
        sweep(),
        "there are no AWS credentials: look whether the token in AWS_WEB_IDENTITY_TOKEN_FILE is"
            + " over, and at AWS_ROLE_ARN and whom that role trusts");
  }

  @Test
  void aProcessWorks() throws Exception {
    var tool = folder.resolve("tool");
    config("[profile tool]\ncredential_process = " + tool + "\nregion = eu-west-3\n");
    services.knows("ASIATOOL", "arn:aws:iam::123456789012:user/me");
    Files.writeString(
        tool,
        """
        #!/bin/sh
        echo '{"Version":1,"AccessKeyId":"ASIATOOL","SecretAccessKey":"s","SessionToken":"t"}'
        """);
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
    assertThat(sweep("--profile", "tool").err()).contains(ASKS);
    var line =
        "there are no AWS credentials: the credential_process of profile \"tool\" gave none that"
            + " work: run it by hand";
    Files.writeString(tool, "#!/bin/sh\necho 'sign in first' >&2\nexit 1\n");
    assertRefused(sweep("--profile", "tool"), line);
    Files.writeString(tool, "#!/bin/sh\necho nonsense\n");
    assertRefused(sweep("--profile", "tool"), line);
  }

  /// CloudShell's and a container's.
  @Test
  void whatAContainerHasWorks() throws Exception {
    services.knows("ASIASHELL", "arn:aws:sts::123456789012:assumed-role/Admin/me");
    program
        .environment()
        .putAll(
            Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                services.address() + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "token-of-the-shell",
                "AWS_REGION",
                "eu-west-1"));
    assertThat(sweep().err()).contains(ASKS);
    assertThat(services.asked())
        .containsExactly("container", "GetCallerIdentity by ASIASHELL in eu-west-1");
  }

  /// What `aws login` leaves is used as long as it lasts, and then renewed.
  @Test
  void aLoginWorks() throws Exception {
    config("[profile web]\nlogin_session = " + LOGIN + "\nregion = eu-west-3\n");
    assertRefused(
        sweep("--profile", "web"),
        "profile \"web\" is not signed in (any more): run aws login --profile web");

    services.knows("ASIALOGIN", LOGIN);
    login(Instant.now().plusSeconds(800));
    assertThat(sweep("--profile", "web").err()).contains(ASKS);
    assertThat(services.asked()).containsExactly("GetCallerIdentity by ASIALOGIN in eu-west-3");

    login(Instant.now().minusSeconds(60));
    assertThat(sweep("--profile", "web").err()).contains(ASKS);
    assertThat(services.asked())
        .contains("CreateOAuth2Token with a proof", "GetCallerIdentity by ASIALOGIN2 in eu-west-3");

    for (var reason : new String[] {"TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"}) {
      services.refuses("token", reason);
      login(Instant.now().minusSeconds(60));
      assertRefused(
          sweep("--profile", "web"),
          "profile \"web\" is not signed in (any more): run aws login --profile web");
    }
  }

  private void login(Instant expiresAt) throws IOException, GeneralSecurityException {
    var cache = Files.createDirectories(folder.resolve(".aws/login/cache"));
    Files.writeString(
        cache.resolve(hash("SHA-256", LOGIN) + ".json"),
        """
        {"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"s","sessionToken":"t",\
        "accountId":"123456789012","expiresAt":"%s"},"tokenType":"aws_sigv4",\
        "clientId":"arn:aws:signin:::devtools/same-device","refreshToken":"refresh-of-the-login",\
        "identityToken":"i","dpopKey":"%s"}
        """
            .formatted(expiresAt, key().replace("\n", "\\n")));
  }

  /// A key as AWS's command line writes it: SEC 1, in PEM.
  private static String key() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    var point = ((ECPublicKey) pair.getPublic()).getW();
    var spot = new ByteArrayOutputStream();
    spot.write(0);
    spot.write(4);
    spot.writeBytes(number(point.getAffineX().toByteArray()));
    spot.writeBytes(number(point.getAffineY().toByteArray()));
    var inside = new ByteArrayOutputStream();
    inside.writeBytes(new byte[] {2, 1, 1});
    inside.writeBytes(der(4, number(((ECPrivateKey) pair.getPrivate()).getS().toByteArray())));
    inside.writeBytes(der(0xA0, HexFormat.of().parseHex("06082a8648ce3d030107")));
    inside.writeBytes(der(0xA1, der(3, spot.toByteArray())));
    return "-----BEGIN EC PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(der(0x30, inside.toByteArray()))
        + "\n-----END EC PRIVATE KEY-----\n";
  }

  /// In 32 bytes.
  private static byte[] number(byte[] bytes) {
    var all = new byte[32];
    var length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, all, 32 - length, length);
    return all;
  }

  private static byte[] der(int tag, byte[] content) {
    var all = new ByteArrayOutputStream();
    all.write(tag);
    all.write(content.length);
    all.writeBytes(content);
    return all.toByteArray();
  }
}
