package janitor.plan;

import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a scan found, as a test tells it, and what the planner makes of it.
final class Given {
  static final Instant NOW = Instant.parse("2026-11-30T01:00:00Z");
  static final Instant LONG_AGO = NOW.minus(Duration.ofDays(365));
  static final String NIGHT = "tonight";

  private final List<Resource> resources = new ArrayList<>();
  private final List<Resource> surroundings = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private final Map<Arn, Note> notes = new TreeMap<>();
  private final Map<String, Set<String>> goesAfter = new HashMap<>();
  private final List<Decision> decisions = new ArrayList<>();
  private Duration ttl = Duration.ofDays(7);
  private boolean byHand;
  private boolean announces;
  private int maxDeletions = 500;
  private LiftProtection lift = LiftProtection.COGNITO;
  private Set<String> only = Set.of();

  static Arn arn(String name) {
    return Arn.of("arn:aws:fake:eu-central-1:123456789012:" + name);
  }

  static Resource resource(String name, UnaryOperator<Resource.Builder> details) {
    return resource("AWS::Fake::Thing", name, details);
  }

  static Resource resource(String type, String name, UnaryOperator<Resource.Builder> details) {
    return details
        .apply(
            Resource.of(type, arn(name), "eu-central-1")
                .name(name)
                .tags(Tags.of(Map.of("workshop", "students")))
                .createdAt(LONG_AGO))
        .build();
  }

  static UnaryOperator<Resource.Builder> tagged(String key, String value) {
    return builder -> builder.tags(Tags.of(Map.of("workshop", "students", key, value)));
  }

  Given due(String... names) {
    for (var name : names) {
      with(resource(name, builder -> builder));
    }
    return this;
  }

  /// A due resource with details.
  Given due(String name, UnaryOperator<Resource.Builder> details) {
    return with(resource(name, details));
  }

  Given dueOf(String type, String name) {
    return with(resource(type, name, builder -> builder));
  }

  Given with(Resource resource) {
    resources.add(resource);
    return this;
  }

  Given surroundedBy(Resource stack) {
    surroundings.add(stack);
    return this;
  }

  Given used(String name, String by) {
    uses.add(Use.by(arn(by), "function " + by, arn(name)));
    return this;
  }

  Given noting(Note note) {
    notes.put(note.arn(), note);
    return this;
  }

  /// What Ada decided on the page.
  ///
  /// @param until empty: for good
  Given decided(String name, Duration ago, Optional<Instant> until) {
    decisions.add(
        new Decision(
            arn(name),
            until,
            "ada@example.org",
            NOW.minus(ago),
            new Decision.Source("list", "workshop=students", "eu-central-1")));
    return this;
  }

  Given announced(String name, Duration ago) {
    var resource = resources.stream().filter(one -> one.arn().equals(arn(name))).findFirst();
    return noting(
        notes
            .getOrDefault(arn(name), Note.of(arn(name)))
            .announced(NOW.minus(ago), resource.orElseThrow(), NOW.minus(ago)));
  }

  Given ttl(Duration ttl) {
    this.ttl = ttl;
    return this;
  }

  /// A TTL of zero, said by hand.
  Given atTheEndOfTheWorkshop() {
    ttl = Duration.ZERO;
    byHand = true;
    return this;
  }

  Given announcing() {
    announces = true;
    return this;
  }

  Given atMost(int maxDeletions) {
    this.maxDeletions = maxDeletions;
    return this;
  }

  Given lifting(LiftProtection lift) {
    this.lift = lift;
    return this;
  }

  Given only(String type) {
    only = Set.of(type);
    return this;
  }

  Given type(String type, String... after) {
    goesAfter.put(type, Set.of(after));
    return this;
  }

  Given shuffled(long seed) {
    Collections.shuffle(resources, new Random(seed));
    Collections.shuffle(uses, new Random(seed));
    return this;
  }

  Plan plan() {
    var rules =
        new Rules(
            new Rules.Mark("workshop", "students"),
            new Rules.Age(ttl, byHand),
            new Rules.Notice(announces, Duration.ofHours(20)),
            new Rules.Limits(maxDeletions, lift, only),
            NIGHT);
    return new Planner(rules, goesAfter)
        .plan(
            new Inventory(
                resources,
                surroundings,
                uses,
                List.of(),
                List.of(),
                Memory.of(notes.values()).deciding(decisions)),
            NOW);
  }

  Verdict verdict(String name) {
    return Optional.ofNullable(plan().byArn().get(arn(name))).orElseThrow().verdict();
  }

  /// Names by wave.
  List<Set<String>> waves() {
    return waves(plan());
  }

  static List<Set<String>> waves(Plan plan) {
    return plan.waves().stream()
        .map(wave -> wave.stream().map(step -> step.resource().name()).collect(Collectors.toSet()))
        .toList();
  }

  /// Reasons by name of what stays.
  Map<String, String> withheld() {
    return plan().withheld().stream()
        .collect(
            Collectors.toMap(
                withheld -> withheld.judged().resource().name(),
                Plan.Withheld::reason,
                (a, _) -> a,
                TreeMap::new));
  }
}
