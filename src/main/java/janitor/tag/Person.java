package janitor.tag;

import janitor.settings.Refusal;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whose things somebody asks for: who asks, an ARN, or a name.
///
/// A name is one of the asker's account: a user `alice` of another account is somebody else.
///
/// @param arn of a user, a session, a role (any session of it) or the account's root
/// @param name of a user, a session or a role
/// @param caller who asks
public record Person(Optional<String> arn, Optional<String> name, Caller caller) {

  /// Who asks, as STS tells it.
  ///
  /// @param id the unique one, which nobody gets who is made anew under that name
  public record Caller(String arn, Optional<String> id) {

    /// Whether it was somebody of the same name, before or after.
    private boolean isNamesakeOf(Maker maker) {
      return arn.equals(maker.arn())
          && id.isPresent()
          && maker.principal().isPresent()
          && !id.equals(maker.principal());
    }
  }

  /// As somebody said it.
  ///
  /// @param word `me`, an ARN or a name
  /// @param caller who asks
  public static Person of(String word, Caller caller) {
    if (word.toLowerCase(Locale.ROOT).equals("me")) {
      return new Person(Optional.of(caller.arn()), Optional.empty(), caller);
    }
    return word.startsWith("arn:")
        ? new Person(Optional.of(word), Optional.empty(), caller)
        : new Person(Optional.empty(), Optional.of(word), caller);
  }

  boolean isAsking() {
    return arn.filter(caller.arn()::equals).isPresent();
  }

  String called() {
    return isAsking() ? "you" : arn.map(Maker::nameOf).or(() -> name).orElseThrow();
  }

  /// Whether it is, or may be, the account's root.
  public boolean isRoot() {
    return arn.or(() -> name)
        .filter(word -> word.equals("root") || word.endsWith(":root"))
        .isPresent();
  }

  boolean is(Maker maker) {
    if (caller.isNamesakeOf(maker)) {
      return false;
    }
    if (arn.isPresent()) {
      return arn.filter(text -> text.equals(maker.arn())).isPresent() || arn.equals(maker.role());
    }
    return maker.isOfAccountOf(caller.arn())
        && (isCalled(maker.arn(), name.orElseThrow())
            || maker.role().filter(role -> isCalled(role, name.orElseThrow())).isPresent());
  }

  private static boolean isCalled(String arn, String name) {
    var resource = arn.substring(arn.lastIndexOf(':') + 1);
    return resource.equals(name) || resource.endsWith("/" + name);
  }

  /// Refuses a name that more than one bears, as a role does that several people work in.
  void checkOne(Collection<TrailEvent> events) {
    if (name.isEmpty()) {
      return;
    }
    var all = new TreeSet<String>();
    var roles = new TreeSet<String>();
    events.stream()
        .map(TrailEvent::maker)
        .filter(this::is)
        .forEach(
            maker -> {
              all.add(maker.arn());
              maker.role().filter(role -> isCalled(role, name.get())).ifPresent(roles::add);
            });
    if (all.size() > 1) {
      throw new Refusal(
          "--made-by "
              + Listing.clean(name.get())
              + " may be any of these, so say which: "
              + listed(all)
              + (roles.isEmpty() ? "" : "; or all sessions of a role: " + listed(roles)));
    }
  }

  private static String listed(Collection<String> arns) {
    return arns.stream().map(Listing::clean).collect(Collectors.joining(", "));
  }
}
