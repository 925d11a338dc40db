package janitor.laptop;

/// How a result is told.
enum Output {
  /// A table, for people.
  text,
  /// As docs/result.schema.json says.
  json
}
