package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import janitor.resource.Fault;
import janitor.resource.Fault.Cause;
import janitor.resource.Fault.Sort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Two tables: `modelled-errors.tsv` holds every error that the services' models list for an
/// operation that the janitor calls, with its code as on the wire; `told-errors.tsv` what AWS
/// really answered (Cloud Custodian's flight recordings, reports of others), of other services too.
/// What the janitor has no class for ends in OTHER by name.
class ErrorTablesTest {
  private static final String PACKAGE = "software.amazon.awssdk.services.";

  private final Faults faults = new Faults();

  record Modelled(
      String service, String exception, String code, int status, Sort sort, String why) {
    @Override
    public String toString() {
      return service + " " + code + " is " + sort;
    }
  }

  record Told(
      String source,
      String service,
      String operation,
      String code,
      int status,
      Sort sort,
      Cause cause,
      String message) {
    @Override
    public String toString() {
      return service + " " + operation + " " + code + " is " + sort + ": " + message;
    }
  }

  static List<Modelled> modelled() {
    return rows("modelled-errors.tsv")
        .map(
            row ->
                new Modelled(
                    row[0], row[1], row[2], Integer.parseInt(row[3]), Sort.valueOf(row[4]), row[5]))
        .toList();
  }

  static List<Told> told() {
    return rows("told-errors.tsv")
        .map(
            row ->
                new Told(
                    row[0],
                    row[1],
                    row[2],
                    row[3],
                    Integer.parseInt(row[4]),
                    Sort.valueOf(row[5]),
                    Cause.valueOf(row[6]),
                    row[7]))
        .toList();
  }

  private static Stream<String[]> rows(String name) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ErrorTablesTest.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .skip(1)
          .filter(line -> !line.isEmpty())
          .map(line -> line.split("\t", -1))
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modelled")
  void everyErrorOfTheModelsHasItsClass(Modelled row) throws ReflectiveOperationException {
    var type = Class.forName(PACKAGE + row.service() + ".model." + row.exception());
    var fault = faults.classify(error(type, row.status(), row.code(), ""));
    assertThat(fault.of()).isEqualTo(row.sort());
    assertThat(row.why().isEmpty())
        .as("why it is OTHER on purpose")
        .isEqualTo(row.sort() != Sort.OTHER);
    assertThat(fault.unknown().isPresent()).isEqualTo(row.sort() == Sort.OTHER);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("told")
  void whatAwsReallyAnsweredHasItsClass(Told row) throws ReflectiveOperationException {
    var type = bases().getOrDefault(row.service(), AwsServiceException.class);
    var error = error(type, row.status(), row.code(), row.message());
    error.addSuppressed(new Operation(row.operation(), ""));
    var fault = faults.classify(error);
    assertThat(fault.of()).isEqualTo(row.sort());
    assertThat(fault.cause()).isEqualTo(row.cause());
  }

  private static AwsServiceException error(Class<?> type, int status, String code, String message)
      throws ReflectiveOperationException {
    var builder = (AwsServiceException.Builder) type.getMethod("builder").invoke(null);
    return builder
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  /// Every service's own exception, of which all its others are.
  private static Map<String, Class<?>> bases() {
    var bases = new HashMap<String, Class<?>>();
    for (var call : calls()) {
      Stream.of(call.getExceptionTypes())
          .filter(type -> type.getSuperclass() == AwsServiceException.class)
          .forEach(type -> bases.put(service(type), type));
    }
    return bases;
  }

  private static String service(Class<?> type) {
    var name = type.getName().substring(PACKAGE.length());
    return name.substring(0, name.indexOf('.'));
  }

  private static final JavaClasses JANITOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("janitor");

  /// The methods of the SDK's clients that the janitor calls.
  private static List<Method> calls() {
    return JANITOR.stream()
        .flatMap(type -> type.getMethodCallsFromSelf().stream())
        .filter(
            call ->
                call.getTargetOwner().getName().startsWith(PACKAGE)
                    && call.getTargetOwner().getSimpleName().endsWith("Client"))
        .flatMap(call -> named(call.getTargetOwner().getName(), call.getName()))
        .distinct()
        .toList();
  }

  private static Stream<Method> named(String type, String name) {
    try {
      return Stream.of(Class.forName(type).getMethods())
          .filter(method -> method.getName().equals(name));
    } catch (ClassNotFoundException absent) {
      throw new IllegalStateException(absent);
    }
  }

  @Test
  void theTableHoldsEveryErrorOfEveryCall() {
    var rows =
        modelled().stream()
            .map(row -> row.service() + " " + row.exception())
            .collect(Collectors.toSet());
    var calls = calls();
    var thrown =
        calls.stream()
            .flatMap(call -> Stream.of(call.getExceptionTypes()))
            .filter(type -> type.getName().startsWith(PACKAGE))
            .filter(type -> type.getSuperclass() != AwsServiceException.class)
            .map(type -> service(type) + " " + type.getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(calls.stream().map(Method::getName).distinct()).hasSizeGreaterThan(150);
    assertThat(thrown).hasSizeGreaterThan(200);
    thrown.removeAll(rows);
    assertThat(thrown)
        .as("errors that modelled-errors.tsv does not hold: add a line each, its class on purpose")
        .isEmpty();
  }

  @Test
  void theOperationGoesWithTheAnswer() {
    var error =
        AwsServiceException.builder()
            .statusCode(418)
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode("NewCode").errorMessage("new words").build())
            .build();
    assertThat(faults.classify(error).unknown())
        .contains(new Fault.Answer("", "", "NewCode", 418, "new words"));
    assertThat(faults.classify(error).unknown().map(Fault.Answer::operation))
        .isEqualTo(Optional.of(""));
  }
}
