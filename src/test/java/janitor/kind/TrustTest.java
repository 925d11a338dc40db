package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustTest {
  private static String allowing(String principal) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
        + principal
        + ",\"Action\":\"sts:AssumeRole\"}]}";
  }

  /// As IAM answers it (RFC 3986).
  private static String encoded(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @ParameterizedTest
  @CsvSource({
    "ecs-tasks.amazonaws.com, ecs-tasks",
    "states.eu-central-1.amazonaws.com, states",
    "dms.us-gov-west-1.amazonaws.com, dms",
    "ec2.amazonaws.com.cn, ec2",
    "monitoring.rds.amazonaws.com, monitoring.rds",
    "pods.eks.amazonaws.com, pods.eks"
  })
  void isReadByTheServicesItNames(String principal, String service) {
    assertThat(Trust.services(encoded(allowing("{\"Service\":\"" + principal + "\"}"))))
        .hasValueSatisfying(services -> assertThat(services).containsExactly(service));
  }

  @Test
  void hasThoseOfAllItsStatements() {
    var document =
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"ec2.amazonaws.com\","
            + "\"batch.amazonaws.com\"]}},{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":"
            + "\"cognito-identity.amazonaws.com\"}},{\"Effect\":\"Deny\",\"Principal\":\"*\"}]}";
    assertThat(Trust.services(document))
        .hasValueSatisfying(
            services ->
                assertThat(services).containsExactlyInAnyOrder("ec2", "batch", "cognito-identity"));
  }

  @Test
  void mayHaveOneStatementThatIsNoList() {
    var document =
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}}";
    assertThat(Trust.services(document))
        .hasValueSatisfying(services -> assertThat(services).containsExactly("ec2"));
  }

  /// A service takes a role in its own name alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"AWS\":\"arn:aws:iam::123456789012:root\"}",
        "{\"AWS\":[\"123456789012\"]}",
        "{\"Federated\":\"arn:aws:iam::123456789012:oidc-provider/token.actions.example.com\"}"
      })
  void ofPeopleIsOfNoService(String principal) {
    assertThat(Trust.services(allowing(principal)))
        .hasValueSatisfying(services -> assertThat(services).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"*\"",
        "{\"AWS\":\"*\"}",
        "{\"Service\":\"*\"}",
        "{\"Service\":\"ec2.c2s.ic.gov\"}",
        "{\"Service\":7}"
      })
  void ofEveryoneIsOfAnyService(String principal) {
    assertThat(Trust.services(allowing(principal))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "%zz",
        "{}",
        "{\"Statement\":7}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"123456789012\"}}]}"
      })
  void thatCannotBeReadIsOfAnyService(String document) {
    assertThat(Trust.services(document)).isEmpty();
  }

  @Test
  void thatIsNotToldIsOfAnyService() {
    assertThat(Trust.services(null)).isEmpty();
  }
}
