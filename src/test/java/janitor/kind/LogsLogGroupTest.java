package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose a log group is: what AWS's own names say, and nobody's setting.
final class LogsLogGroupTest {
  private static final String REGION = "eu-central-1";
  private static final String HERE = "arn:aws:%s:" + REGION + ":123456789012:%s";

  private final Place place = new Place("aws", "123456789012", REGION);
  private final LogsLogGroup kind = new LogsLogGroup(new Clients(new Calls(), _ -> {}));

  private static Arn group(String name) {
    return Arn.of(HERE.formatted("logs", "log-group:" + name));
  }

  private static Resource writer(String service, String resource, String... logs) {
    var arn = Arn.of(HERE.formatted(service, resource));
    var writer = Resource.of("AWS::Lambda::Function", arn, REGION).name("lab");
    return LogsLogGroup.writtenBy(
            writer, arn, Stream.of(logs).map(LogsLogGroupTest::group).toList())
        .build();
  }

  private Resource derived(Resource... writers) {
    place.once(
        "log groups",
        () ->
            Stream.of("/company/audit", "/aws/lambda/lab", "/aws/vendedlogs/states/lab-Logs")
                .map(name -> Resource.of(LogsLogGroup.TYPE, group(name), REGION).name(name).build())
                .toList());
    var all = kind.derive(place, List.of(writers)).whole();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void aNameThatAPersonChoseMakesNoChild() {
    var group = derived(writer("lambda", "function:lab", "/company/audit"));
    assertThat(group.parent()).isEmpty();
    assertThat(group.guard().orElseThrow()).contains("logs into it, but a person chose its name");
  }

  /// Nothing of it is written into the ledger as what the function leaves behind.
  @Test
  void aNameThatAPersonChoseIsNotLeftBehind() {
    var writer = writer("lambda", "function:lab", "/company/audit", "/aws/lambda/other");
    assertThat(writer.leaves()).isEmpty();
    assertThat(writer.uses()).containsOnly(group("/company/audit"), group("/aws/lambda/other"));
  }

  @ParameterizedTest
  @CsvSource({
    "lambda, function:lab, /aws/lambda/lab",
    "states, stateMachine:lab, /aws/vendedlogs/states/lab-Logs"
  })
  void aNameThatAwsMadeUpMakesAChild(String service, String resource, String name) {
    var writer = writer(service, resource, name);
    assertThat(derived(writer).parent()).contains(writer.arn());
    assertThat(derived(writer).guard()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "lambda, function:lab, /aws/lambda/lab, true",
    "lambda, function:lab, /aws/lambda/us-east-1.lab, true",
    "lambda, function:lab, /aws/lambda/lab-prod, false",
    "lambda, function:lab, /aws/vendedlogs/states/lab, false",
    "lambda, function:lab, /company/audit, false",
    "states, stateMachine:lab, /aws/lambda/lab, false",
    "states, stateMachine:lab, /aws/vendedlogs/states/lab-Logs, true",
    "states, stateMachine:lab, /aws/vendedlogs/states/lab, true",
    "states, stateMachine:lab, /aws/vendedlogs/states/lab-2, false",
    "apprunner, service/lab/0a1b, /aws/apprunner/lab/0a1b/application, true",
    "apprunner, service/lab/0a1b, /aws/apprunner/lab/0a1b/service, true",
    "apprunner, service/lab/0a1b, /aws/apprunner/lab/0a1c/service, false",
    "appsync, apis/a1, /aws/appsync/apis/a1, true",
    "codebuild, project/lab, /aws/codebuild/lab, true",
    "codebuild, project/lab, /aws/codebuild/lab-2, false",
    "ecs, cluster/lab, /aws/ecs/containerinsights/lab/performance, true",
    "eks, cluster/lab, /aws/eks/lab/cluster, true",
    "kinesisanalytics, application/lab, /aws/kinesis-analytics/lab, true",
    "airflow, environment/lab, airflow-lab-Task, true",
    "airflow, environment/lab, airflow-lab-2-Task, false",
    "firehose, deliverystream/lab, /aws/kinesisfirehose/lab, true",
    "mq, broker:lab:b-1, /aws/amazonmq/broker/b-1/general, true",
    "mq, broker:lab:b-1, /aws/amazonmq/broker/b-12/general, false",
    "apigateway, /restapis/a1, API-Gateway-Execution-Logs_a1/prod, true",
    "apigateway, /restapis/a1, API-Gateway-Execution-Logs_a12/prod, false",
    "apigateway, /apis/a1, /aws/apigateway/a1/live, true"
  })
  void whatTheLedgerRemembersHasToBearAGeneratedName(
      String service, String resource, String name, boolean isIts) {
    var group = Resource.of(LogsLogGroup.TYPE, group(name), REGION).name(name).build();
    assertThat(kind.mayBelongTo(group, Arn.of(HERE.formatted(service, resource)))).isEqualTo(isIts);
  }

  @Test
  void aStreamOfFirehoseIsNoLogGroup() {
    var arn = Arn.of(HERE.formatted("apigateway", "/restapis/a1"));
    var stream = Arn.of(HERE.formatted("firehose", "deliverystream/amazon-apigateway-x"));
    var api = LogsLogGroup.writtenBy(Resource.of("T", arn, REGION), arn, List.of(stream)).build();
    assertThat(api.leaves()).isEmpty();
    assertThat(api.facts()).isEmpty();
  }
}
