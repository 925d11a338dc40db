package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.HomeAccount;
import janitor.resource.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.endpoints.IamEndpointProvider;
import software.amazon.awssdk.services.resourcegroupstaggingapi.endpoints.ResourceGroupsTaggingApiEndpointProvider;

/// Where the janitor asks for what exists once an account, partition by partition: the SDK knows
/// that region, and where IAM and the tag index are in it.
final class PartitionsTest {
  @ParameterizedTest
  @CsvSource({
    "aws, us-east-1, https://iam.amazonaws.com, https://tagging.us-east-1.amazonaws.com",
    "aws-cn, cn-north-1, https://iam.cn-north-1.amazonaws.com.cn,"
        + " https://tagging.cn-north-1.amazonaws.com.cn",
    "aws-us-gov, us-gov-west-1, https://iam.us-gov.amazonaws.com,"
        + " https://tagging.us-gov-west-1.amazonaws.com",
    "aws-eusc, eusc-de-east-1, https://iam.eusc-de-east-1.amazonaws.eu,"
        + " https://tagging.eusc-de-east-1.amazonaws.eu",
  })
  void globalRegionIsOfThePartition(String partition, String region, String iam, String tagging) {
    assertThat(new HomeAccount(partition, "123456789012").globalRegion()).isEqualTo(region);
    assertThat(Place.isRegion(region)).isTrue();
    assertThat(PartitionMetadata.of(Region.of(region)).id()).isEqualTo(partition);
    assertThat(
            IamEndpointProvider.defaultProvider()
                .resolveEndpoint(asked -> asked.region(Region.of(region)))
                .join()
                .url())
        .hasToString(iam);
    assertThat(
            ResourceGroupsTaggingApiEndpointProvider.defaultProvider()
                .resolveEndpoint(asked -> asked.region(Region.of(region)))
                .join()
                .url())
        .hasToString(tagging);
  }
}
