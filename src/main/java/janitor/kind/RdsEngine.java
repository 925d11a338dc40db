package janitor.kind;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whose a database of RDS's API is: nothing but its engine tells.
enum RdsEngine {
  /// API reference, CreateDBInstance. RDS Custom (`custom-…`) is left out on purpose: its instances
  /// are machines that people keep themselves.
  RDS(
      "RDS",
      "aurora|aurora-mysql|aurora-postgresql|mysql|mariadb|postgres|db2-(ae|se)"
          + "|oracle-(ee|ee-cdb|se2|se2-cdb)|sqlserver-(ee|ex|se|web|dev-ee)"),
  DOCUMENT_DB("DocDB", "docdb"),
  NEPTUNE("Neptune", "neptune");

  private final String word;
  private final Pattern engines;

  RdsEngine(String word, String engines) {
    this.word = word;
    this.engines = Pattern.compile(engines);
  }

  String type(String thing) {
    return "AWS::" + word + "::" + thing;
  }

  static Optional<RdsEngine> of(@Nullable String name) {
    return Stream.of(values())
        .filter(engine -> name != null && engine.engines.matcher(name).matches())
        .findFirst();
  }

  /// The type of the thing for each of them.
  static String[] types(String... things) {
    return Stream.of(values())
        .flatMap(engine -> Stream.of(things).map(engine::type))
        .toArray(String[]::new);
  }
}
