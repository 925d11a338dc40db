package janitor.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// The services that credentials come from, at one address: STS, Identity Center's portal, the
/// sign-in of `aws login`, and what a container or CloudShell has. The emulator has none of them.
///
/// It takes only keys and tokens that it knows, as AWS does, and answers in the shapes of
/// botocore's service models (`sts` 2011-06-15, `sso` 2019-06-10, `signin` 2023-01-01).
final class CredentialServices implements AutoCloseable {
  private static final String ACCOUNT = "123456789012";
  private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/\\d+/([^/]+)/sts/");

  private final HttpServer server;
  private final Map<String, String> callers = new ConcurrentHashMap<>();
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private record Answer(int status, String body) {}

  CredentialServices() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// What was asked for, in order: `AssumeRole arn:… by AKIA… in eu-west-1`.
  List<String> asked() {
    return List.copyOf(asked);
  }

  /// A key that AWS knows, and whose it is.
  void knows(String key, String caller) {
    callers.put(key, caller);
  }

  /// From now on it is refused: `AssumeRole`, `GetCallerIdentity`, `token`, …
  void refuses(String what, String code) {
    refusals.put(what, code);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var answer =
        switch (exchange.getRequestURI().getPath()) {
          case "/federation/credentials" -> portal(exchange);
          case "/v1/token" -> token(exchange, body);
          case "/container" -> container(exchange);
          default -> sts(exchange, form(body));
        };
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (answer.body().startsWith("{")) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> form(String body) {
    var told = new HashMap<String, String>();
    for (var pair : body.split("&", -1)) {
      var parts = pair.split("=", 2);
      told.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
    }
    return told;
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private Answer portal(HttpExchange exchange) {
    var token = header(exchange, "x-amz-sso_bearer_token").orElse("");
    asked.add("GetRoleCredentials " + exchange.getRequestURI().getQuery());
    if (!refusals.getOrDefault("GetRoleCredentials", "").isEmpty()) {
      return new Answer(
          403,
          "{\"__type\":\"" + refusals.get("GetRoleCredentials") + "\",\"message\":\"No access\"}");
    }
    return token.equals("token-of-the-login")
        ? new Answer(
            200,
            "{\"roleCredentials\":"
                + keys("ASIASSO", "assumed-role/AWSReservedSSO_Admin_01/me")
                + "}")
        : new Answer(401, "{\"__type\":\"UnauthorizedException\",\"message\":\"not valid\"}");
  }

  /// Only whom the key of the login signed for.
  private Answer token(HttpExchange exchange, String body) {
    asked.add("CreateOAuth2Token" + (header(exchange, "DPoP").isPresent() ? " with a proof" : ""));
    var refusal = Optional.ofNullable(refusals.get("token"));
    if (refusal.isPresent()
        || header(exchange, "DPoP").isEmpty()
        || !body.contains("refresh-of-the-login")) {
      return new Answer(
          400,
          "{\"__type\":\"AccessDeniedException\",\"error\":\""
              + refusal.orElse("INSUFFICIENT_PERMISSIONS")
              + "\",\"message\":\"no\"}");
    }
    return new Answer(
        200,
        "{\"accessToken\":"
            + keys("ASIALOGIN2", "assumed-role/Admin/me")
            + ",\"tokenType\":\"aws_sigv4\",\"expiresIn\":900,\"refreshToken\":\"next\"}");
  }

  private Answer container(HttpExchange exchange) {
    asked.add("container");
    return header(exchange, "Authorization").equals(Optional.of("token-of-the-shell"))
        ? new Answer(
            200,
            "{\"AccessKeyId\":\"ASIASHELL\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\""
                + Instant.now().plusSeconds(3600)
                + "\"}")
        : new Answer(401, "{\"code\":\"Unauthorized\",\"message\":\"no token\"}");
  }

  private String keys(String key, String caller) {
    knows(key, "arn:aws:sts::" + ACCOUNT + ":" + caller);
    return "{\"accessKeyId\":\""
        + key
        + "\",\"secretAccessKey\":\"s\",\"sessionToken\":\"t\",\"expiration\":"
        + Instant.now().plusSeconds(3600).toEpochMilli()
        + "}";
  }

  private Answer sts(HttpExchange exchange, Map<String, String> form) {
    var action = form.getOrDefault("Action", "");
    var signed = KEY.matcher(header(exchange, "Authorization").orElse(""));
    var isSigned = signed.find();
    asked.add(
        action
            + (form.containsKey("RoleArn") ? " " + form.get("RoleArn") : "")
            + (isSigned ? " by " + signed.group(1) + " in " + signed.group(2) : ""));
    var refusal = refusals.get(action);
    if (refusal != null) {
      return refused(refusal, "The request was refused: " + refusal);
    }
    if (action.equals("AssumeRoleWithWebIdentity")) {
      return form.getOrDefault("WebIdentityToken", "").equals("token-of-the-cluster")
          ? assumed(form, action, "ASIAWEB")
          : refused("InvalidIdentityToken", "The token is none");
    }
    if (!isSigned || !callers.containsKey(signed.group(1))) {
      return refused(
          "InvalidClientTokenId", "The security token included in the request is invalid.");
    }
    return switch (action) {
      case "AssumeRole" -> assumed(form, action, "ASIAROLE");
      case "GetCallerIdentity" ->
          new Answer(
              200,
              result(
                  action,
                  "<Arn>"
                      + callers.get(signed.group(1))
                      + "</Arn><UserId>x</UserId><Account>"
                      + ACCOUNT
                      + "</Account>"));
      default -> refused("InvalidAction", "no such action: " + action);
    };
  }

  private Answer assumed(Map<String, String> form, String action, String key) {
    var role = form.getOrDefault("RoleArn", "").replaceFirst(".*:role/", "");
    knows(
        key,
        "arn:aws:sts::"
            + ACCOUNT
            + ":assumed-role/"
            + role
            + "/"
            + form.getOrDefault("RoleSessionName", ""));
    return new Answer(
        200,
        result(
            action,
            "<Credentials><AccessKeyId>"
                + key
                + "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
                + Instant.now().plusSeconds(3600)
                + "</Expiration></Credentials>"));
  }

  private static String result(String action, String inside) {
    return "<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
        .formatted(action, inside);
  }

  private static Answer refused(String code, String message) {
    return new Answer(
        403,
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
            .formatted(code, message));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
