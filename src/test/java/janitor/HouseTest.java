package janitor;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How big the rooms of the house may be, and what is put together in one go.
class HouseTest {
  private static final int LINES = 400;
  private static final int COMPONENTS = 8;
  private static final int IN_A_ROW = 6;

  /// What a long file of `kind` says before it says why.
  private static final String EXCUSE = "/// One long file: ";

  private static final JavaClasses JANITOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("janitor");

  @Test
  void noFileIsTooLongButAKindThatSaysWhy() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      assertThat(files.filter(file -> lines(file).size() > LINES).filter(not(HouseTest::isExcused)))
          .isEmpty();
    }
  }

  private static boolean isExcused(Path file) {
    return file.startsWith("src/main/java/janitor/kind")
        && lines(file).stream().anyMatch(line -> line.startsWith(EXCUSE));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  @Test
  void aRecordIsMadeOfEightPartsAtMost() {
    assertThat(JANITOR)
        .filteredOn(JavaClass::isRecord)
        .filteredOn(type -> type.reflect().getRecordComponents().length > COMPONENTS)
        .extracting(JavaClass::getName)
        .isEmpty();
  }

  /// Of more than six in a row nobody sees which is which: whoever takes more has parts, or a way
  /// to name each.
  @Test
  void nobodyHandsOverMoreThanSixInARow() {
    assertThat(JANITOR)
        .flatExtracting(type -> List.copyOf(type.getConstructorCallsFromSelf()))
        .filteredOn(call -> call.getTargetOwner().getName().startsWith("janitor."))
        .filteredOn(call -> call.getTarget().getRawParameterTypes().size() > IN_A_ROW)
        .filteredOn(not(HouseTest::isOfOneFile))
        .extracting(JavaConstructorCall::getDescription)
        .isEmpty();
  }

  private static boolean isOfOneFile(JavaConstructorCall call) {
    return file(call.getOriginOwner()).equals(file(call.getTargetOwner()));
  }

  private static String file(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  @Test
  void noArrowRunsUp() {
    assertThat(ImportGraph.of(JANITOR).up()).isEmpty();
  }
}
