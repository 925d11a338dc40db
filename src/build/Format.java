import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Checks (`check`) or formats (`apply`) every Java file below a folder with google-java-format.
final class Format {
  public static void main(String[] args) throws IOException {
    var apply = args[0].equals("apply");
    var options = apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed");
    List<String> files;
    try (var tree = Files.walk(Path.of(args[1]))) {
      files = tree.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().toList();
    }
    var formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    var arguments = Stream.concat(options.stream(), files.stream()).toArray(String[]::new);
    var exit = formatter.run(System.out, System.err, arguments);
    if (exit != 0 && !apply) {
      System.err.println("Not formatted, see above. To format the sources: ./janitor format");
    }
    System.exit(exit);
  }
}
