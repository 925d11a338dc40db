package janitor.terminal;

import janitor.sweep.Outcome;

/// What became of a thing, as a picture shows it and its legend calls it. What a reader must not
/// miss comes first: a group that folds hides the last.
enum PictureLook {
  FAILED("failed", "#fbdedb", "#b3261e", "✗"),
  PENDING("still being deleted", "#dcebfb", "#1769c2", "…"),
  STAYS("withheld", "#eceff2", "#5b6673", "■"),
  PLANNED("planned", "#ffffff", "#56606c", "○"),
  WOULD("would be deleted", "#dcebfb", "#1769c2", "▷"),
  GONE("deleted", "#d9f2e0", "#1f7a3d", "✓");

  final String word;
  final String fill;
  final String line;
  final String sign;

  PictureLook(String word, String fill, String line, String sign) {
    this.word = word;
    this.fill = fill;
    this.line = line;
    this.sign = sign;
  }

  static PictureLook of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Gone _ -> GONE;
      case Outcome.Requested _ -> PENDING;
      case Outcome.WouldDelete _ -> WOULD;
      case Outcome.Withheld _ -> STAYS;
      case Outcome.Failed _ -> FAILED;
    };
  }
}
