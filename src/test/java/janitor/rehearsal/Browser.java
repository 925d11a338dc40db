package janitor.rehearsal;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chromium, driven through its driver as W3C's WebDriver says: no library is needed for the little
/// that one page asks.
final class Browser implements AutoCloseable {
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private static final String PROGRAM = "chromedriver";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process driver;

  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, URI address) {
    this.driver = driver;
    this.address = address;
    var options =
        Map.of("args", List.of("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"));
    var capabilities =
        Map.of(
            "capabilities",
            Map.of(
                "alwaysMatch",
                Map.of(
                    "browserName",
                    "chrome",
                    "goog:chromeOptions",
                    options,
                    "goog:loggingPrefs",
                    Map.of("browser", "ALL"))));
    session = text(post("/session", capabilities), "sessionId");
  }

  /// Whether the machine has one.
  static boolean isHere() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
  }

  static Browser start() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var driver =
        new ProcessBuilder(PROGRAM, "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "chromedriver.log").toFile())
            .start();
    var address = URI.create("http://127.0.0.1:" + port);
    for (int look = 0; look < 100; look++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new Browser(driver, address);
      } catch (ConnectException notYet) {
        pause();
      }
    }
    driver.destroy();
    throw new IllegalStateException("chromedriver does not answer; target/chromedriver.log");
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(100));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  void open(String url) {
    post(in("/url"), Map.of("url", url));
  }

  /// As somebody would, who first scrolls what they want to where nothing covers it.
  void click(String css) {
    told("document.querySelector(" + quoted(css) + ").scrollIntoView({block: 'center'})");
    post(in("/element/" + element(css) + "/click"), Map.of());
  }

  /// A click that sends a form: over when the page that answers it is there.
  void send(String css) {
    told("window.isOld = true");
    click(css);
    var deadline = Instant.now().plus(PATIENCE);
    while (!told("window.isOld === undefined && document.readyState === 'complete'")
        .equals("true")) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("no new page after a click on " + css);
      }
      pause();
    }
  }

  /// As from a keyboard, where the element has the focus.
  void type(String css, String keys) {
    post(in("/element/" + element(css) + "/value"), Map.of("text", keys));
  }

  /// What an expression on the page comes to, as text.
  String told(String expression) {
    return String.valueOf(
        post(in("/execute/sync"), Map.of("script", "return " + expression, "args", List.of()))
            .get("value"));
  }

  /// As wide as a phone or a desk, in a light room or a dark one.
  void look(int width, int height, boolean isDark) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
  }

  byte[] picture() {
    return Base64.getDecoder().decode(String.valueOf(get(in("/screenshot")).get("value")));
  }

  /// What the browser complained about, such as a breach of the page's policy.
  List<?> complaints() {
    return post(in("/se/log"), Map.of("type", "browser")).get("value") instanceof List<?> all
        ? all
        : List.of();
  }

  private void devTools(String command, Map<String, Object> parameters) {
    post(in("/goog/cdp/execute"), Map.of("cmd", command, "params", parameters));
  }

  private String element(String css) {
    return text(post(in("/element"), Map.of("using", "css selector", "value", css)), ELEMENT);
  }

  private static String quoted(String text) {
    try {
      return JSON.std.asString(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private String in(String path) {
    return "/session/" + session + path;
  }

  private static String text(Map<String, Object> answer, String name) {
    return answer.get("value") instanceof Map<?, ?> value ? String.valueOf(value.get(name)) : "";
  }

  private Map<String, Object> post(String path, Map<String, ?> body) {
    try {
      return send(
          HttpRequest.newBuilder(address.resolve(path))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JSON.std.asString(new LinkedHashMap<>(body)))));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Map<String, Object> get(String path) {
    try {
      return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Map<String, Object> send(HttpRequest.Builder request) throws IOException {
    try {
      var answer =
          http.send(
              request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
      return JSON.std.mapFrom(answer.body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    try {
      send(HttpRequest.newBuilder(address.resolve("/session/" + session)).DELETE());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    } finally {
      driver.destroy();
      http.close();
    }
  }

  /// Where the picture of something goes, if pictures are asked for.
  static Optional<Path> pictures() {
    return Optional.ofNullable(System.getProperty("janitor.pictures")).map(Path::of);
  }
}
