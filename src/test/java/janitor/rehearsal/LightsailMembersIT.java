package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.Instance;

/// CloudFormation puts none of its tags on what it makes at Lightsail, and lists it by name, which
/// is not in its ARN.
final class LightsailMembersIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String stack = "";
  private String instance = "";

  private static LightsailClient lightsail() {
    return ACCOUNT.aws().of(Emulator.REGION, LightsailClient.class, LightsailClient::builder);
  }

  private static List<String> instances() {
    return lightsail().getInstances(_ -> {}).instances().stream().map(Instance::name).toList();
  }

  @BeforeEach
  void make() throws IOException {
    var page =
        Map.of(
            "Type",
            "AWS::Lightsail::Instance",
            "Properties",
            Map.of("InstanceName", "page", "BlueprintId", "wordpress", "BundleId", "micro_3_0"));
    var template = JSON.std.asString(Map.of("Resources", Map.of("Page", page)));
    stack =
        ACCOUNT
            .aws()
            .cloudFormation(Emulator.REGION)
            .createStack(request -> request.stackName("lab").templateBody(template))
            .stackId();
    instance = lightsail().getInstance(request -> request.instanceName("page")).instance().arn();
  }

  @Test
  void goesWithItsStack() {
    ACCOUNT.tag(stack, OURS);
    ACCOUNT.tag(instance, OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(stack);
    assertThat(instances()).isEmpty();
  }

  @Test
  void keepsItsStackWhereItIsToBeKept() {
    ACCOUNT.tag(stack, OURS);
    ACCOUNT.tag(instance, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).isEmpty();
    assertThat(instances()).containsExactly("page");
  }

  @Test
  void ofAStrangersStackStaysThoughItIsTagged() {
    ACCOUNT.tag(instance, OURS);
    ACCOUNT.sweep(Map.of()).stays(instance, "lab");
    assertThat(instances()).containsExactly("page");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("lightsail:DeleteInstance");
  }
}
