import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;

/// Makes a release from what Maven built, for the platform that it runs on: the laptop's program
/// with a Java of its own, and the function's package with a template that points at it.
///
/// All files have one time and stand in order, so that the same commit makes the same function's
/// package on each machine. The archive is written here, since each platform has another `tar`.
///
///     java Dist.java TREE OUT VERSION COMMIT
final class Dist {
  /// What the program and the SDK use of Java. `jdeps` would add `java.desktop` and half as much
  /// again, for beans that nobody makes.
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.unsupported");

  /// As the project's own jars say. The cache of classes holds only for jars of this time.
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  private static final String CODE = "CodeUri: .";
  private static final int FUNCTIONS = 2;
  private static final int BLOCK = 512;

  private final Path tree;
  private final Path out;
  private final String version;
  private final String commit;

  private Dist(Path tree, Path out, String version, String commit) {
    this.tree = tree;
    this.out = out;
    this.version = version;
    this.commit = commit;
  }

  public static void main(String[] args) throws Exception {
    var dist = new Dist(Path.of(args[0]), Path.of(args[1]), args[2], args[3]);
    Files.createDirectories(dist.out);
    dist.function();
    dist.laptop();
    dist.sums();
  }

  // --- The function ---

  private void function() throws IOException {
    var zip = "janitor-" + version + "-lambda.zip";
    Files.copy(tree.resolve("target/janitor.zip"), out.resolve(zip));
    Files.writeString(out.resolve("template.yaml"), template(zip), UTF_8);
  }

  /// The template, which asks for no build.
  private String template(String zip) throws IOException {
    var lines = Files.readAllLines(tree.resolve("template.yaml"), UTF_8);
    if (lines.stream().filter(line -> line.strip().equals(CODE)).count() != FUNCTIONS) {
      throw new IllegalStateException("not every function of the template has its code at " + CODE);
    }
    return lines.stream()
            .map(line -> line.strip().equals(CODE) ? line.replace(CODE, "CodeUri: " + zip) : line)
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  // --- The laptop ---

  private void laptop() throws Exception {
    var home = tree.resolve("target/laptop/janitor-" + version);
    var lib = Files.createDirectories(home.resolve("lib"));
    shrink(lib);
    program(lib);
    runtime(home.resolve("runtime"));
    Files.writeString(home.resolve("VERSION"), version + " (" + commit + ")\n", UTF_8);
    Files.copy(tree.resolve("LICENSE"), home.resolve("LICENSE"));
    for (var script : isWindows() ? List.of("janitor", "janitor.cmd") : List.of("janitor")) {
      Files.copy(tree.resolve("src/dist").resolve(script), home.resolve(script));
    }
    // A file is as old as it will be unpacked, before the cache is made of it.
    for (var file : files(home)) {
      Files.setLastModifiedTime(file, FileTime.from(MADE));
    }
    train(home);
    archive(home, out.resolve("janitor-" + version + "-" + platform() + ".tar.gz"));
  }

  /// Lambda's jars and the laptop's with no more than what the program reaches of them: a third.
  private void shrink(Path lib) throws IOException, InterruptedException {
    var jars = Files.createDirectories(tree.resolve("target/all-jars"));
    for (var folder : List.of("jars", "laptop-jars")) {
      for (var jar : files(tree.resolve("target").resolve(folder))) {
        Files.copy(jar, jars.resolve(jar.getFileName()));
      }
    }
    run(
        Map.of(),
        0,
        List.of(
            java(Path.of(System.getProperty("java.home"))),
            "-XX:+UseParallelGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            tree.resolve("target/tools/proguard/*").toString(),
            tree.resolve("src/build/Shrink.java").toString(),
            tree.resolve("src/build/laptop.pro").toString(),
            tree.resolve("target/classes").toString(),
            jars.toString(),
            tree.resolve("target/laptop-classes").toString(),
            lib.toString(),
            tree.resolve("target/laptop.zip").toString(),
            "laptop"));
  }

  /// The project's own classes, and in which order the others follow: a cache holds for one.
  private void program(Path lib) throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "janitor.laptop.Laptop");
    main.put(
        Attributes.Name.CLASS_PATH,
        files(lib).stream()
            .map(jar -> jar.getFileName().toString())
            .collect(Collectors.joining(" ")));
    var classes = tree.resolve("target/laptop-classes");
    try (var jar =
        new JarOutputStream(
            new BufferedOutputStream(Files.newOutputStream(lib.resolve("janitor.jar"))))) {
      put(jar, "META-INF/MANIFEST.MF", out -> manifest.write(out));
      for (var file : files(classes)) {
        put(jar, slashes(classes.relativize(file)), out -> Files.copy(file, out));
      }
    }
  }

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private static void put(JarOutputStream jar, String name, Content content) throws IOException {
    var entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.from(MADE));
    jar.putNextEntry(entry);
    content.write(jar);
    jar.closeEntry();
  }

  private static void runtime(Path target) {
    var jlink = ToolProvider.findFirst("jlink").orElseThrow();
    var exit =
        jlink.run(
            System.out,
            System.err,
            "--add-modules",
            String.join(",", MODULES),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            target.toString());
    if (exit != 0) {
      throw new IllegalStateException("jlink ended with " + exit);
    }
  }

  /// Runs the program once against an account that refuses all, so that the next start finds its
  /// classes loaded and linked.
  private static void train(Path home) throws IOException, InterruptedException {
    var lib = home.resolve("lib");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Dist::answer);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.start();
      run(
          Map.of(
              "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
              "AWS_ACCESS_KEY_ID", "training",
              "AWS_SECRET_ACCESS_KEY", "training",
              "AWS_MAX_ATTEMPTS", "1"),
          1,
          List.of(
              java(home.resolve("runtime")),
              "-XX:AOTCacheOutput=" + lib.resolve("janitor.aot"),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-jar",
              lib.resolve("janitor.jar").toString(),
              "dry-run",
              "--workshop",
              "training",
              "--region",
              "eu-central-1",
              "--output",
              "text"));
      server.stop(0);
    }
    if (!Files.isRegularFile(lib.resolve("janitor.aot"))) {
      throw new IllegalStateException("the cache was not made");
    }
    Files.setLastModifiedTime(lib.resolve("janitor.aot"), FileTime.from(MADE));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var asked = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      var isWho = asked.contains("Action=GetCallerIdentity");
      var answer =
          (isWho
                  ? "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012"
                      + "</Account><Arn>arn:aws:iam::123456789012:user/training</Arn><UserId>A"
                      + "</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>"
                  : "{\"__type\":\"AccessDeniedException\",\"message\":\"for training\"}")
              .getBytes(UTF_8);
      exchange.sendResponseHeaders(isWho ? 200 : 400, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  // --- What both are made with ---

  private static void run(Map<String, String> environment, int expected, List<String> words)
      throws IOException, InterruptedException {
    var log = Files.createTempFile("dist", ".log");
    var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    var exit = builder.start().waitFor();
    if (exit != expected) {
      throw new IllegalStateException(
          words + " ended with " + exit + ":\n" + Files.readString(log));
    }
    Files.delete(log);
  }

  /// A `tar` as of POSIX.1-1988, in order, of nobody.
  private static void archive(Path home, Path to) throws IOException {
    try (var tar =
        new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(to))) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      for (var file : files(home)) {
        var size = Files.size(file);
        tar.write(header(slashes(home.getParent().relativize(file)), size, isProgram(home, file)));
        Files.copy(file, tar);
        tar.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
      }
      tar.write(new byte[2 * BLOCK]);
    }
  }

  private static boolean isProgram(Path home, Path file) {
    var name = slashes(home.relativize(file));
    return !name.contains("/")
        ? name.equals("janitor")
        : name.startsWith("runtime/bin/") || name.equals("runtime/lib/jspawnhelper");
  }

  private static byte[] header(String name, long size, boolean isProgram) {
    var header = new byte[BLOCK];
    var split = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
    field(header, 0, 100, name.substring(split + 1));
    field(header, 100, 8, isProgram ? "0000755" : "0000644");
    field(header, 108, 8, "0000000");
    field(header, 116, 8, "0000000");
    field(header, 124, 12, String.format(Locale.ROOT, "%011o", size));
    field(header, 136, 12, String.format(Locale.ROOT, "%011o", MADE.getEpochSecond()));
    field(header, 148, 8, "        ");
    field(header, 156, 1, "0");
    field(header, 257, 8, "ustar\00000");
    field(header, 345, 155, split < 0 ? "" : name.substring(0, split));
    var sum = 0;
    for (var one : header) {
      sum += one & 0xff;
    }
    field(header, 148, 8, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void field(byte[] header, int at, int length, String text) {
    var bytes = text.getBytes(UTF_8);
    if (bytes.length > length) {
      throw new IllegalStateException(text + " is too long for an archive");
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private void sums() throws IOException, NoSuchAlgorithmException {
    var lines = new ArrayList<String>();
    for (var file : files(out)) {
      var sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      lines.add(HexFormat.of().formatHex(sum) + "  " + file.getFileName());
      System.out.printf(Locale.ROOT, "%6.1f MB  %s%n", Files.size(file) / 1e6, file.getFileName());
    }
    Files.write(out.resolve("SHA256SUMS"), lines, UTF_8);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      // Sorted as texts: paths of Windows are sorted without their case.
      return tree.filter(Files::isRegularFile)
          .sorted((a, b) -> slashes(a).compareTo(slashes(b)))
          .toList();
    }
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static String java(Path home) {
    return home.resolve("bin").resolve(isWindows() ? "java.exe" : "java").toString();
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static String platform() {
    var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var os = name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : name;
    var arch = System.getProperty("os.arch");
    return os
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64" -> "arm64";
          default -> arch;
        };
  }
}
