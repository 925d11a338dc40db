package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A rate whose service or operation nobody is called paces nothing, and no other test sees that.
final class RatesTest {
  /// An operation of a service, as the SDK names both.
  private record Operation(String service, String name) {}

  @Test
  void eachHoldsForAnOperationThatThereIs() {
    assertThat(
            Rates.all()
                .flatMap(
                    rate ->
                        rate.services().stream()
                            .flatMap(
                                service ->
                                    (rate.operations().isEmpty()
                                            ? Stream.of("")
                                            : rate.operations().stream())
                                        .map(name -> new Operation(service, name)))))
        .allSatisfy(RatesTest::isThere);
  }

  @Test
  void soDoesWhatEndsTheNight() {
    assertThat(
            Pacer.LAST_WORDS.stream()
                .map(word -> word.split(":", 2))
                .map(word -> new Operation(word[0], word[1])))
        .allSatisfy(RatesTest::isThere);
  }

  private static void isThere(Operation operation) throws ClassNotFoundException {
    var client =
        Class.forName(
            "software.amazon.awssdk.services."
                + operation.service().toLowerCase(Locale.ROOT)
                + "."
                + operation.service()
                + "Client");
    Set<String> methods =
        Stream.of(client.getMethods()).map(Method::getName).collect(Collectors.toSet());
    if (!operation.name().isEmpty()) {
      assertThat(methods)
          .contains(
              operation.name().substring(0, 1).toLowerCase(Locale.ROOT)
                  + operation.name().substring(1));
    }
  }

  @Test
  void whatIsAskedAThingEachHasItsOwn() {
    assertThat(Rates.of("DynamoDb", "DescribeBackup"))
        .singleElement()
        .satisfies(rate -> assertThat(rate.aSecond()).isEqualTo(10));
    assertThat(Rates.of("Route53", "GetDNSSEC"))
        .singleElement()
        .satisfies(rate -> assertThat(rate.aSecond()).isEqualTo(5));
  }
}
