package janitor.page;

import java.time.Instant;
import java.util.List;

/// What one night's mail announced.
///
/// @param id random, so that it names nothing
/// @param at when it was announced
/// @param expires when its links lead nowhere any more
/// @param entries what holds data first
public record Announced(String id, About about, Instant at, Instant expires, List<Entry> entries) {

  /// Of what a mail told.
  ///
  /// @param mark the workshop's tag, as `key=value`; empty: written down before marks were
  public record About(String mark, String workshop, String account) {}

  public String workshop() {
    return about.workshop();
  }

  public String account() {
    return about.account();
  }
}
