package janitor.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.sweep.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An emulated account with a workshop in it, swept once by hand, and what that took.
public final class Account implements AutoCloseable {
  private final Emulator emulator = Emulator.start();
  private final Path manifest;
  private final List<String> seeding;

  /// Seeds the account.
  ///
  /// @param seeding what `workshop.py seed` is told: copies, kinds, classes
  public Account(String... seeding) {
    try {
      manifest = Files.createTempFile("manifest", ".json");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    this.seeding = List.of(seeding);
    seed();
  }

  private void seed() {
    var arguments = new ArrayList<>(List.of("seed"));
    arguments.addAll(workshop());
    arguments.addAll(List.of("--region", Emulator.REGION));
    arguments.addAll(seeding);
    try {
      Files.delete(manifest);
      emulator.run("workshop.py", arguments.toArray(String[]::new));
      if (!Files.exists(manifest)) {
        throw new IllegalStateException("seeding failed; its own message stands above");
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Empties the account, and seeds it anew.
  public void again() {
    emulator.control("POST", "reset", Map.of());
    seed();
  }

  /// What an independent look finds: what is still there of what is due, and what is lost of what
  /// is not.
  ///
  /// @param how the sorts that are due as well, or may stay: what `workshop.py check` takes
  public Map<String, Object> check(String... how) {
    var arguments = new ArrayList<>(List.of("check", "--manifest", manifest.toString()));
    arguments.addAll(List.of(how));
    try {
      return JSON.std.mapFrom(emulator.run("workshop.py", arguments.toArray(String[]::new)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The same look at copies of this account: their endpoints are sent to it.
  public Emulator.Dialogue checks(String... how) {
    var arguments = new ArrayList<>(List.of("check", "--manifest", manifest.toString()));
    arguments.addAll(List.of(how));
    return Emulator.talk("workshop.py", arguments.toArray(String[]::new));
  }

  private List<String> workshop() {
    return List.of("--workshop", name(), "--manifest", manifest.toString());
  }

  /// The web shop is called by its own name, whatever it is told.
  private String name() {
    return isShop() ? "web-shop" : Rehearsal.WORKSHOP;
  }

  private boolean isShop() {
    return seeding.contains("--shop");
  }

  public Emulator emulator() {
    return emulator;
  }

  /// With which the janitor finds the account, and may delete as much as there is.
  public Map<String, String> environment() {
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", name());
    environment.put("JANITOR_MAX_DELETIONS", "100000");
    return environment;
  }

  /// One night, ended by hand with a time to live of zero.
  public Swept sweep() {
    emulator.forgetCalls();
    var environment = environment();
    if (!isShop()) {
      // Its sender is of the workshop too, and stays. The shop has none.
      environment.put("JANITOR_REPORT_FROM", "janitor@example.org");
      environment.put("JANITOR_REPORT_TO", "teacher@example.org");
      environment.put("JANITOR_MAIL_ON", "failures");
    }
    Journal quiet = _ -> {};
    var begun = Instant.now();
    var night =
        Night.of(emulator, environment, new FastTime(begun), quiet, "{\"detail\":{\"ttl\":\"0\"}}");
    return new Swept(night, emulator.calls(), Duration.between(begun, Instant.now()));
  }

  /// A call that the emulator took.
  ///
  /// @param service as AWS's permissions call it
  public record Call(String service, String operation, Instant at) {
    /// Whether it leaves everything as it is.
    boolean isRead() {
      return operation.startsWith("Get")
          || operation.startsWith("List")
          || operation.startsWith("Describe")
          || operation.startsWith("Head");
    }
  }

  /// The calls that came since the emulator was told to forget them, in order.
  public List<Call> calls() {
    return emulator.control("GET", "calls", Map.of()) instanceof Map<?, ?> log
            && log.get("calls") instanceof List<?> all
        ? all.stream()
            .map(Map.class::cast)
            .map(
                row ->
                    new Call(
                        String.valueOf(row.get("service")),
                        String.valueOf(row.get("operation")),
                        OffsetDateTime.parse(String.valueOf(row.get("at"))).toInstant()))
            .sorted(Comparator.comparing(Call::at))
            .toList()
        : List.of();
  }

  /// What a night took.
  public record Swept(Night night, Map<String, Long> calls, Duration took) {
    public int gone() {
      return night.count("gone");
    }

    public long total() {
      return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    public double callsPerResource() {
      return (double) total() / gone();
    }
  }

  @Override
  public void close() {
    emulator.close();
    try {
      Files.deleteIfExists(manifest);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Prints what a night takes, for the seeding that the arguments tell.
  public static void main(String[] seeding) throws IOException {
    try (var account = new Account(seeding)) {
      var swept = account.sweep();
      System.out.println(
          JSON.std.asString(
              Map.of(
                  "gone", swept.gone(),
                  "failed", swept.night().count("failed"),
                  "withheld", swept.night().count("withheld"),
                  "rounds", swept.night().field("rounds"),
                  "calls", swept.total(),
                  "callsPerResource", swept.callsPerResource(),
                  "milliseconds", swept.took().toMillis(),
                  "byOperation", swept.calls())));
    }
  }
}
