package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionProtectionTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eachGroupHasItsOwn() {
    var answer =
        """
        <DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
          <DescribeAutoScalingGroupsResult><AutoScalingGroups>
            <member>
              <DeletionProtection>prevent-all-deletion</DeletionProtection>
              <Tags><member><Key>a</Key><DeletionProtection>none</DeletionProtection></member></Tags>
              <AutoScalingGroupARN>arn:one</AutoScalingGroupARN>
            </member>
            <member><AutoScalingGroupARN>arn:silent</AutoScalingGroupARN><Instances/></member>
            <member>
              <AutoScalingGroupARN>arn:two</AutoScalingGroupARN>
              <DeletionProtection>none</DeletionProtection>
            </member>
          </AutoScalingGroups><NextToken>more</NextToken></DescribeAutoScalingGroupsResult>
        </DescribeAutoScalingGroupsResponse>
        """;
    assertThat(DeletionProtection.ofGroups(bytes(answer)))
        .isEqualTo(Map.of("arn:one", "prevent-all-deletion", "arn:two", "none"));
  }

  @Test
  void eachCollectionHasItsOwn() {
    var answer =
        """
        {"collectionDetails": [{"arn": "arn:one", "deletionProtection": "ENABLED"}, {"arn": "two"}]}
        """;
    assertThat(DeletionProtection.ofCollections(bytes(answer)))
        .isEqualTo(Map.of("arn:one", "ENABLED"));
  }

  @Test
  void whatCannotBeReadIsAFault() {
    assertThatThrownBy(() -> DeletionProtection.ofGroups(bytes("<AutoScalingGroups><member>")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> DeletionProtection.ofCollections(bytes("<html>")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatNobodyHasHeardOfProtects() {
    assertThat(DeletionProtection.OF_GROUPS.guard("none")).isEmpty();
    assertThat(DeletionProtection.OF_GROUPS.guard(null)).isEmpty();
    assertThat(DeletionProtection.OF_GROUPS.guard("prevent-nothing")).isPresent();
    assertThat(DeletionProtection.OF_COLLECTIONS.guard("DISABLED")).isEmpty();
  }
}
