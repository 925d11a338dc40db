package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What makes the package, on a jar that has one of each: the jars of today have no file of
/// interceptors, and those of tomorrow may.
final class ShrinkIT {
  private static final Map<String, String> SOURCES =
      Map.of(
          "own/Main",
          """
          package own;
          public class Main {
            public static void main(String[] args) throws Exception {
              lib.Shape shape = new lib.Square();
              System.out.println(shape.area() + Class.forName("lib.ByText").getName());
            }
          }
          """,
          "lib/Shape",
          "package lib; public interface Shape { Object area(); }",
          // Narrower than its parent's: the compiler makes a default method that leads to it.
          "lib/Round",
          "package lib; public interface Round extends Shape { Circle area(); }",
          "lib/Circle",
          "package lib; public class Circle implements Round { public Circle area() { return this;"
              + " } }",
          "lib/Angular",
          "package lib; public interface Angular extends Shape { default Object area() { return new"
              + " Area(); } }",
          "lib/Square",
          "package lib; public class Square implements Angular { }",
          "lib/Area",
          "package lib; public class Area { }",
          "lib/ByText",
          "package lib; public class ByText { }",
          "lib/Interceptor",
          "package lib; public class Interceptor { public Interceptor() { Met.by(); } }",
          "lib/Met",
          "package lib; public class Met { static void by() { } static void never() { } }");

  private static final Map<String, String> FILES =
      Map.of(
          "software/x/execution.interceptors", "# of tomorrow\nlib.Interceptor\n",
          "META-INF/NOTICE", "by somebody",
          "META-INF/maven/pom.xml", "<project/>");

  @TempDir static Path folder;
  private static byte[] zip;

  @BeforeAll
  static void shrinks() throws Exception {
    var sources = Files.createDirectories(folder.resolve("sources"));
    for (var entry : SOURCES.entrySet()) {
      var file = sources.resolve(entry.getKey() + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, entry.getValue());
    }
    var all = folder.resolve("all").toString();
    var files = SOURCES.keySet().stream().map(text -> sources.resolve(text + ".java").toString());
    var arguments = Stream.concat(Stream.of("-d", all), files).toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    Files.createDirectories(folder.resolve("classes"));
    Files.move(Path.of(all, "own"), folder.resolve("classes").resolve("own"));
    var jar = Files.createDirectories(folder.resolve("jars")).resolve("lib.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      var content = new HashMap<String, byte[]>();
      for (var text : SOURCES.keySet()) {
        if (text.startsWith("lib/")) {
          content.put(text + ".class", Files.readAllBytes(Path.of(all, text + ".class")));
        }
      }
      FILES.forEach((name, text) -> content.put(name, text.getBytes(StandardCharsets.UTF_8)));
      for (var entry : content.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    Files.writeString(
        Files.createDirectories(folder.resolve("rules")).resolve("rules.pro"),
        "-keep class own.Main { *; }");
    shrunk();
    zip = Files.readAllBytes(folder.resolve("package.zip"));
  }

  private static void shrunk() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "tools", "proguard") + File.separator + "*",
                Path.of("src", "build", "Shrink.java").toString(),
                folder.resolve("rules").resolve("rules.pro").toString(),
                folder.resolve("classes").toString(),
                folder.resolve("jars").toString(),
                folder.resolve("package").toString(),
                folder.resolve("package").resolve("lib").toString(),
                folder.resolve("package.zip").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
  }

  private static List<String> kept() throws IOException {
    try (var jar = new JarFile(folder.resolve("package/lib/lib.jar").toFile())) {
      return jar.stream().map(JarEntry::getName).toList();
    }
  }

  @Test
  void whatIsReachedOrNamedStaysWithItsNoticeAndNothingElse() throws IOException {
    assertThat(kept())
        .containsExactly(
            "META-INF/NOTICE",
            "lib/Angular.class",
            "lib/Area.class",
            "lib/ByText.class",
            "lib/Interceptor.class",
            "lib/Met.class",
            "lib/Shape.class",
            "lib/Square.class",
            "software/x/execution.interceptors");
  }

  @Test
  void itRuns() throws Exception {
    var out = folder.resolve("package");
    var process =
        new ProcessBuilder(
                java(), "-cp", out + File.pathSeparator + out.resolve("lib/lib.jar"), "own.Main")
            .redirectErrorStream(true)
            .start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed).startsWith("lib.Area@").endsWith("lib.ByText\n");
  }

  @Test
  void whatHasNotChangedIsNotMadeAgainAndWhatHasIsMadeOfTheSameBytes() throws Exception {
    shrunk();
    assertThat(folder.resolve("log")).content().startsWith("The package is as it was");
    Files.delete(folder.resolve("package/lib/lib.jar"));
    shrunk();
    assertThat(folder.resolve("log")).content().startsWith("The package: ");
    assertThat(folder.resolve("package.zip")).hasBinaryContent(zip);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
