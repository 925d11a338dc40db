package janitor.kind;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/// The lifecycle rule with which S3 itself empties a bucket, beside the bucket's own rules.
///
/// One rule does it all: with `Days`, S3 also removes delete markers that have nothing left behind
/// them (API reference of `LifecycleExpiration`, which forbids to ask for both). S3 knows only
/// whole configurations, so the bucket's own rules are read and written back as the SDK read them.
final class S3EmptyingRule {
  /// Nobody else's rule is called like this.
  static final String ID = "workshop-janitor-empty";

  private static final Duration AGE = Duration.ofDays(1);

  private final S3Client s3;
  private final String bucket;
  private final String account;

  S3EmptyingRule(S3Client s3, String bucket, String account) {
    this.s3 = s3;
    this.bucket = bucket;
    this.account = account;
  }

  /// When S3 should be done with a bucket that gets the rule now. It expires at midnight UTC what
  /// is a day old by then; with versioning that only makes it noncurrent, which takes another day,
  /// and leaves a marker, which takes one more.
  static LocalDate doneOn(Instant now, boolean isVersioned) {
    var firstMidnight = now.plus(AGE).atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    return isVersioned ? firstMidnight.plusDays(2) : firstMidnight;
  }

  /// Sets the rule, unless it is there.
  void put() {
    var now = configuration();
    var others = others(now);
    var rule = rule(others);
    if (rules(now).contains(rule)) {
      return;
    }
    write(now, Stream.concat(others.stream(), Stream.of(rule)).toList());
  }

  /// Takes the rule away again; nothing where it is not there.
  void remove() {
    var now = configuration();
    var others = others(now);
    if (others.size() == rules(now).size()) {
      return;
    }
    if (others.isEmpty()) {
      s3.deleteBucketLifecycle(request -> request.bucket(bucket).expectedBucketOwner(account));
    } else {
      write(now, others);
    }
  }

  private Optional<GetBucketLifecycleConfigurationResponse> configuration() {
    return Answers.unless(
        "NoSuchLifecycleConfiguration",
        () ->
            s3.getBucketLifecycleConfiguration(
                request -> request.bucket(bucket).expectedBucketOwner(account)));
  }

  private static List<LifecycleRule> rules(Optional<GetBucketLifecycleConfigurationResponse> now) {
    return now.map(GetBucketLifecycleConfigurationResponse::rules).orElse(List.of());
  }

  private static List<LifecycleRule> others(Optional<GetBucketLifecycleConfigurationResponse> now) {
    return rules(now).stream().filter(rule -> !ID.equals(rule.id())).toList();
  }

  private static LifecycleRule rule(List<LifecycleRule> others) {
    var days = (int) AGE.toDays();
    var rule =
        LifecycleRule.builder()
            .id(ID)
            .status(ExpirationStatus.ENABLED)
            .expiration(expiration -> expiration.days(days))
            .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(days))
            .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(days));
    return withScope(rule, others.stream().anyMatch(S3EmptyingRule::isOfOldForm)).build();
  }

  /// S3 refuses a configuration in which some rules have a filter and some the bare prefix of old.
  @SuppressWarnings("deprecation")
  private static LifecycleRule.Builder withScope(LifecycleRule.Builder rule, boolean isOfOldForm) {
    return isOfOldForm ? rule.prefix("") : rule.filter(filter -> filter.prefix(""));
  }

  @SuppressWarnings("deprecation")
  private static boolean isOfOldForm(LifecycleRule rule) {
    return rule.prefix() != null && rule.filter() == null;
  }

  /// The least size for transitions belongs to the whole: left out, it would fall back to S3's own.
  private void write(
      Optional<GetBucketLifecycleConfigurationResponse> before, List<LifecycleRule> rules) {
    s3.putBucketLifecycleConfiguration(
        request -> {
          request
              .bucket(bucket)
              .expectedBucketOwner(account)
              .lifecycleConfiguration(configuration -> configuration.rules(rules));
          before
              .map(
                  GetBucketLifecycleConfigurationResponse
                      ::transitionDefaultMinimumObjectSizeAsString)
              .ifPresent(request::transitionDefaultMinimumObjectSize);
        });
  }
}
