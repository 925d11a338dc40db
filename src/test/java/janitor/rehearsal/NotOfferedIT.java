package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A region has not all services: what is not offered there holds up nothing, and is no trouble.
final class NotOfferedIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static void answers(String service, String code, String message) {
    ACCOUNT.emulator().refuse(Map.of("service", service), code, 400, message);
  }

  private static List<String> network() {
    var ec2 = ACCOUNT.aws().ec2(Emulator.REGION);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.20.0.0/16")).vpc().vpcId();
    var subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.20.1.0/24"))
            .subnet()
            .subnetId();
    var arn = "arn:aws:ec2:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":";
    var arns = List.of(arn + "vpc/" + vpc, arn + "subnet/" + subnet);
    arns.forEach(one -> ACCOUNT.tag(one, OURS));
    return arns;
  }

  @Test
  void whatUsesKeysAndNetworksElsewhereHoldsUpNothing() {
    for (var service : List.of("workspaces", "apprunner", "neptune-graph", "memorydb")) {
      answers(service, "UnknownOperationException", "The requested operation is not recognized");
    }
    answers("dax", "InvalidParameterValueException", "Access Denied to API Version: DAX_V3");
    var key = ACCOUNT.key(OURS);
    var network = network();
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(key).containsAll(network);
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  /// Denied is another thing: it may be there, and use them.
  @Test
  void whatMayNotBeAskedHoldsThemUp() {
    answers("workspaces", "AccessDeniedException", "not authorized to perform: workspaces:X");
    var key = ACCOUNT.key(OURS);
    ACCOUNT.sweep(Map.of()).stays(key, "it could not be checked what else uses it");
  }
}
