package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CloudFrontDistributionTest {
  @ParameterizedTest
  @CsvSource({
    "site.s3.amazonaws.com, ''",
    "site.s3.eu-central-1.amazonaws.com, /below",
    "site.s3-eu-central-1.amazonaws.com, ''",
    "site.s3-website.eu-central-1.amazonaws.com, ''",
    "site.s3-website-eu-west-1.amazonaws.com, ''",
    "site.s3.dualstack.eu-central-1.amazonaws.com, ''",
    "site.s3-accelerate.amazonaws.com, ''",
    "site.s3.cn-north-1.amazonaws.com.cn, ''",
    "site.s3.eusc-de-east-1.amazonaws.eu, ''",
    "s3.eu-central-1.amazonaws.com, /site/pages",
    "s3-eu-central-1.amazonaws.com, /site"
  })
  void theBucketOfAnOrigin(String domain, String path) {
    assertThat(CloudFrontDistribution.bucket(domain, path)).contains("site");
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org.s3.eu-central-1.amazonaws.com, www.example.org",
    "www.s3.example.org.s3-website.eu-central-1.amazonaws.com, www.s3.example.org",
    "my.s3.s3.amazonaws.com, my.s3"
  })
  void aNameMayHoldDots(String domain, String bucket) {
    assertThat(CloudFrontDistribution.bucket(domain, "")).contains(bucket);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.org, /site",
    "lb-1.eu-central-1.elb.amazonaws.com, /site",
    "a1b2.execute-api.eu-central-1.amazonaws.com, /site",
    "s3.amazonaws.com, ''",
    "'', ''"
  })
  void othersHaveNone(String domain, String path) {
    assertThat(CloudFrontDistribution.bucket(domain, path)).isEmpty();
  }
}
