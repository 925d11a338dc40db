package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    var arn = Arn.of("arn:aws:logs:eu-central-1:123456789012:log-group:" + name);
    return Resource.of(LogsLogGroup.TYPE, arn, REGION).name(name).build().childOf(OURS.arn());
  }

  /// @param others how many APIs there are beside ours; the first logs where ours does
  private List<Use> uses(int others, Resource... logs) {
    var apis = new ArrayList<>(List.of(OURS));
    IntStream.range(0, others).mapToObj(i -> api("other" + i)).forEach(apis::add);
    var candidates = new ArrayList<>(List.of(logs));
    candidates.add(OURS);
    return AccessLogs.uses(
        candidates,
        () -> apis,
        api -> {
          asked.add(api);
          return api.name().equals("other0") ? List.of(CHOSEN.arn()) : List.of();
        });
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
  @ValueSource(
      strings = {
        "/aws/lambda/ours",
        "/aws/appsync/apis/ours",
        "/aws/apigateway/ours/prod",
        "/aws/vendedlogs/states/ours",
        "API-Gateway-Execution-Logs_ours/prod"
      })
  void costNothingUnderGeneratedNames(String name) {
    assertThat(uses(100, log(name))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void costNothingWithoutOthers() {
    assertThat(uses(0, CHOSEN)).isEmpty();
    assertThat(asked).isEmpty();
  }
}
