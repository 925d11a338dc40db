package janitor.report;

import janitor.resource.Unread;
import java.util.List;
import java.util.stream.Collectors;

/// Whether people can be told, as far as it shows before they are.
///
/// @param somebody whether somebody is to be told and nothing speaks against their getting it
/// @param isCertain whether it is known of each of the others that they get nothing
/// @param untold the others, why not, and what helps
public record Reached(boolean somebody, boolean isCertain, List<Unread> untold) {

  /// Of what tells nobody anyway.
  static final Reached NONE = new Reached(false, true, List.of());

  /// Why what nobody can be told of stays.
  public static final String UNHEARD = "it is not known that anybody can be told of it";

  private static final String REFUSAL = "Nobody can be told";

  public Reached {
    untold = List.copyOf(untold);
  }

  /// Why nothing at all is deleted, where nobody is reached.
  public String refusal() {
    return REFUSAL
        + (isCertain ? "" : " for certain")
        + ", so nothing was deleted."
        + untold.stream()
            .map(one -> " " + Words.capital(one.what()) + ": " + one.error() + ". " + one.remedy())
            .collect(Collectors.joining(";"))
        + (isCertain
            ? " What mails named before now counts as named no more: it goes a night after it was"
                + " named anew."
            : "");
  }

  /// Whether the refusal is that nobody is reached.
  static boolean isRefusal(String refusal) {
    return refusal.startsWith(REFUSAL);
  }
}
