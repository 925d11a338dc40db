package janitor.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The bench's part that starts the packaged functions, once: it deploys the template, so what a
/// deployment needs changes under it. Its seconds are not judged here.
@Tag("soak")
final class StartSoakTest {
  @Test
  void theFunctionsStart() {
    Assumptions.assumeTrue(
        Files.isDirectory(Path.of("target", "jars")), "`mvn verify` makes the package");
    Start.measure(1);
  }
}
