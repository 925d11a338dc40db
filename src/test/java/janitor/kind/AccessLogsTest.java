package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Log groups that strangers' APIs may log into too.
final class AccessLogsTest {
  private static final String REGION = "eu-central-1";
  private static final int MANY = AccessLogs.MOST_ASKED + 1;
  private static final Resource OURS = api("ours");
  private static final Resource CHOSEN = log("/students/access");
  private static final Resource GENERATED = log("API-Gateway-Execution-Logs_ours/prod");

  private final List<Resource> asked = Collections.synchronizedList(new ArrayList<>());

  private static Resource api(String id) {
    var arn = Arn.of("arn:aws:apigateway:eu-central-1::/restapis/" + id);
    return Resource.of(ApiGatewayRestApi.TYPE, arn, REGION).name(id).build();
  }

  private static Resource log(String name) {
    return log(name, OURS.arn(), REGION);
  }

  private static Resource log(String name, Arn parent, String region) {
    var arn = Arn.of("arn:aws:logs:" + region + ":123456789012:log-group:" + name);
    return Resource.of(LogsLogGroup.TYPE, arn, region).name(name).build().childOf(parent);
  }

  /// @param others how many APIs there are beside ours; the first logs where ours does
  private List<Use> uses(int others, Resource... logs) {
    var apis = new ArrayList<>(List.of(OURS));
    IntStream.range(0, others).mapToObj(i -> api("other" + i)).forEach(apis::add);
    var candidates = new ArrayList<>(List.of(logs));
    candidates.add(OURS);
    return reading(apis, candidates).whole();
  }

  private Reading<List<Use>> reading(List<Resource> apis, List<Resource> candidates) {
    return AccessLogs.uses(
        new Place("aws", "123456789012", REGION),
        candidates,
        () -> apis,
        api -> {
          asked.add(api);
          return switch (api.name()) {
            case "other0" -> List.of(CHOSEN.arn());
            case "gone" -> throw new NoSuchElementException("gone");
            case "shut" -> throw new IllegalStateException("shut");
            default -> List.of();
          };
        },
        NoSuchElementException.class);
  }

  @Test
  void areLookedAtThoughAnApiIsGoneByNow() {
    var reading = reading(List.of(OURS, api("gone"), api("other0")), List.of(OURS, CHOSEN));
    assertThat(reading.unread()).isEmpty();
    assertThat(reading.answer()).extracting(Use::used).containsExactly(CHOSEN.arn());
  }

  @Test
  void mayEachBeUsedByAnApiThatDoesNotTell() {
    var other = log("/students/other");
    var reading = reading(List.of(OURS, api("shut")), List.of(OURS, CHOSEN, other, GENERATED));
    assertThat(reading.unread()).containsOnlyKeys(CHOSEN.arn(), other.arn());
  }

  @Test
  void areFoundOutAsLongAsTheApisAreFew() {
    assertThat(uses(AccessLogs.MOST_ASKED, CHOSEN, GENERATED))
        .containsExactly(Use.by(api("other0").arn(), "API other0", CHOSEN.arn()));
    assertThat(asked).hasSize(AccessLogs.MOST_ASKED).doesNotContain(OURS);
  }

  @Test
  void stayUnlookedAtWhereTheApisAreMany() {
    assertThat(uses(MANY, CHOSEN, GENERATED))
        .singleElement()
        .satisfies(
            use -> {
              assertThat(use.used()).isEqualTo(CHOSEN.arn());
              assertThat(use.reason())
                  .isEqualTo(
                      "one of 21 other APIs may log into it, too many to look at every one; tag"
                          + " it, and it goes");
            });
    assertThat(asked).isEmpty();
  }

  @Test
  void areLookedAtAllTheSameForALargeWorkshop() {
    var logs = IntStream.range(0, 300).mapToObj(i -> log("/students/" + i));
    assertThat(uses(MANY, Stream.concat(Stream.of(CHOSEN), logs).toArray(Resource[]::new)))
        .containsExactly(Use.by(api("other0").arn(), "API other0", CHOSEN.arn()));
    assertThat(asked).hasSize(MANY);
  }

  @ParameterizedTest
  @CsvSource({
    "/aws/lambda/ours, lambda:eu-central-1:123456789012:function:ours",
    "/aws/lambda/us-east-1.ours, lambda:eu-central-1:123456789012:function:ours",
    "/aws/appsync/apis/ours, appsync:eu-central-1:123456789012:apis/ours",
    "/aws/vendedlogs/states/ours, states:eu-central-1:123456789012:stateMachine:ours",
    "/aws/apigateway/ours/prod, apigateway:eu-central-1::/apis/ours",
    "API-Gateway-Execution-Logs_ours/prod, apigateway:eu-central-1::/restapis/ours"
  })
  void costNothingUnderTheNamesThatAwsMakesUp(String name, String parent) {
    assertThat(uses(100, log(name, Arn.of("arn:aws:" + parent), REGION))).isEmpty();
    assertThat(asked).isEmpty();
  }

  /// Whoever chooses a name may choose one that looks like AWS's.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/aws/apigateway/access",
        "/aws/apigateway/theirs/prod",
        "/aws/lambda/access",
        "API-Gateway-Execution-Logs_theirs/prod"
      })
  void areLookedForUnderNamesThatOnlyLookMadeUp(String name) {
    uses(1, log(name));
    assertThat(asked).hasSize(1);
  }

  @Test
  void areOfTheirOwnRegionOnly() {
    assertThat(uses(100, log("/students/access", OURS.arn(), "us-east-1"))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void costNothingWithoutOthers() {
    assertThat(uses(0, CHOSEN)).isEmpty();
    assertThat(asked).isEmpty();
  }
}
