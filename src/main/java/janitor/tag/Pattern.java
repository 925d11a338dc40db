package janitor.tag;

import java.util.Optional;

/// A name pattern as shells have it: `*` stands for anything, `?` for one character; all else, and
/// its case, is taken literally.
public record Pattern(String text) {

  /// A pattern with fewer letters than this would take half the account along.
  private static final int LEAST_LITERALS = 3;

  /// What is wrong with the pattern, if anything.
  public Optional<String> problem() {
    var literals = text.codePoints().filter(point -> point != '*' && point != '?').count();
    return literals < LEAST_LITERALS
        ? Optional.of(
            "the name pattern \""
                + Listing.clean(text)
                + "\" would take too much along: give it at least three characters besides * and ?,"
                + " like 'student*'")
        : Optional.empty();
  }

  public boolean matches(String name) {
    var regex = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(java.util.regex.Pattern.quote(Character.toString(point)));
              }
            });
    return java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL)
        .matcher(name)
        .matches();
  }
}
