package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FinalSnapshotsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T09:30:00Z");
  private static final Resource DATABASE =
      Resource.of(
              "AWS::RDS::DBInstance",
              Arn.of("arn:aws:rds:eu-central-1:123456789012:db:records"),
              "eu-central-1")
          .createdAt(NOW.minus(Duration.ofDays(9)))
          .build();

  private final Asked source = new Asked();

  @Test
  void whatWasTakenSinceTheNightBeganIsTheLast() {
    source.has("workshop-janitor-db-one-2611260205", "available");
    assertThat(inANightSince("2026-11-26T02:05:40Z").first(DATABASE, source)).isEmpty();
    assertThat(source.names).isEmpty();
  }

  /// A night at two took one and could not delete the database, which went on being written to; the
  /// next look, by hand at nine, took that one for its own and the day's work was lost.
  @Test
  void whatAnEarlierNightTookLacksWhatWasWrittenSince() {
    source.has("workshop-janitor-db-one-2611260205", "available");
    assertThat(inANightSince("2026-11-26T09:00:00Z").first(DATABASE, source))
        .containsInstanceOf(Deletion.Preparing.class);
    assertThat(source.names).containsExactly("workshop-janitor-db-one-2611260930");
  }

  /// AWS refused the deletion two nights long: a third copy would only cost.
  @Test
  void whatCouldNotBeDeletedTwiceIsNotCopiedAgain() {
    source.has("workshop-janitor-db-one-2611240205", "available");
    source.has("workshop-janitor-db-one-2611250205", "available");
    assertThat(inANightSince("2026-11-26T09:00:00Z").first(DATABASE, source))
        .hasValueSatisfying(
            first ->
                assertThat(first)
                    .isInstanceOfSatisfying(
                        Deletion.Refused.class,
                        refused ->
                            assertThat(refused.toString())
                                .contains(
                                    "db-one-2611240205, workshop-janitor-db-one-2611250205")));
    assertThat(source.names).isEmpty();
  }

  /// Those of an earlier night, whatever their number, are no reason against tonight's own.
  @Test
  void tonightsCountsHoweverManyTookOneBefore() {
    source.has("workshop-janitor-db-one-2611240205", "available");
    source.has("workshop-janitor-db-one-2611250205", "available");
    source.has("workshop-janitor-db-one-2611260925", "available");
    assertThat(inANightSince("2026-11-26T09:00:00Z").first(DATABASE, source)).isEmpty();
  }

  @Test
  void aNightThatBeganTheDayBeforeKnowsItsOwn() {
    source.has("workshop-janitor-db-one-2611252359", "available");
    assertThat(inANightSince("2026-11-25T23:00:00Z").first(DATABASE, source)).isEmpty();
  }

  @Test
  void anotherDatabasesIsNotItsOwn() {
    source.has("workshop-janitor-db-one-more-2611260925", "available");
    source.has("workshop-janitor-db-one-zzzzzzzzzz", "available");
    assertThat(inANightSince("2026-11-26T09:00:00Z").first(DATABASE, source)).isPresent();
  }

  @Test
  void whatSomebodyElseTaggedIsNotTheJanitors() {
    source.taken.add(
        snapshot("workshop-janitor-db-one-2611260925", "available", Tags.of(Map.of())));
    assertThat(inANightSince("2026-11-26T09:00:00Z").first(DATABASE, source)).isPresent();
  }

  private static FinalSnapshots inANightSince(String began) {
    return new FinalSnapshots(
        true,
        Duration.ofDays(7),
        "workshop",
        "student-system",
        new FinalSnapshots.Clock(() -> NOW, () -> Instant.parse(began)));
  }

  private static Resource snapshot(String name, String status, Tags tags) {
    return DATABASE.toBuilder().name(name).tags(tags).fact(Resource.STATUS, status).build();
  }

  private static final class Asked implements FinalSnapshots.Source {
    private final List<Resource> taken = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    void has(String name, String status) {
      taken.add(snapshot(name, status, Tags.of(Map.of("workshop", "student-system"))));
    }

    @Override
    public String id() {
      return "db-ONE";
    }

    @Override
    public List<Resource> taken() {
      return taken;
    }

    @Override
    public Optional<Deletion> hindrance() {
      return Optional.empty();
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      names.add(name);
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of();
    }

    @Override
    public Set<String> full() {
      return Set.of();
    }
  }
}
