package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.fake.BucketServer;
import janitor.fake.FakeTime;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Reach;
import janitor.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The bucket's kind on a small server that speaks S3's protocol, for what moto does not show.
final class S3BucketTest {
  private static final String ACCOUNT = "123456789012";
  private static final Resource BUCKET =
      Resource.of(S3Bucket.TYPE, Arn.of("arn:aws:s3:::" + BucketServer.NAME), "eu-central-1")
          .name(BucketServer.NAME)
          .build();

  private final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  private final BucketServer server = BucketServer.empty();
  private final Clients clients =
      new Clients(
          new Calls(),
          aws ->
              aws.endpointOverride(server.endpoint())
                  .credentialsProvider(
                      StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))));

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  private S3Bucket kind(int limit) {
    return new S3Bucket(
        clients, new Options(ACCOUNT, List.of(), false, limit, FinalSnapshots.NONE, Reach.ALL));
  }

  private Deletion delete(int limit) {
    return delete(limit, Duration.ofMinutes(15));
  }

  private Deletion delete(int limit, Duration left) {
    return kind(limit).delete(BUCKET, new Deadline(time.instant().plus(left), time));
  }

  private static String longest() {
    return "ä/".repeat(341) + "x";
  }

  @Test
  void keysOfEverySortGo() {
    assertThat(longest().getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSize(1_024);
    for (var key :
        new String[] {
          "plain",
          "with space and  two",
          "a&b=c;d?e#f%20g",
          "<b>\"quoted\"</b>'",
          "plus+plus",
          "percent%2Fencoded%00",
          "日本語/žluťoučký/🧹",
          "\uE000 before \uD83D\uDE00",
          "//empty///segments//",
          "/",
          ".",
          "../up/./and/down/..",
          "trailing/",
          "tab\tand\nline\r\nend",
          "bell\u0007 escape\u001b[31m",
          "nothing \uFFFE",
          "delete\u007f \u0085 \u2028",
          " ",
          longest()
        }) {
      server.put(key);
    }
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.left()).isZero();
    assertThat(server.isThere()).isFalse();
  }

  @Test
  void versionsOfOneKeyGoAndSoDoItsMarkersAndWhatHadNoVersion() {
    IntStream.range(0, 40).forEach(i -> server.put("key", "v" + i, i % 3 == 0));
    // Suspended versioning: the version is null, beside those of before.
    server.put("key", "null", false).put("other", "v1", false).put("other", "null", true);
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.left()).isZero();
  }

  @Test
  void severalPagesGoWhileTheNextIsListed() {
    IntStream.range(0, 3_500).forEach(i -> server.put("key " + i / 7, "v" + i, false));
    assertThat(delete(10_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
    assertThat(server.operations()).filteredOn("DeleteObjects"::equals).hasSize(4);
    // Four pages, and a last look, for somebody may have written meanwhile.
    assertThat(server.operations()).filteredOn("ListObjectVersions"::equals).hasSize(5);
  }

  /// By its documentation S3 wants objects and versions gone; this server wants uploads gone, too.
  @Test
  void uploadsAreAborted() {
    IntStream.range(0, 1_200).forEach(i -> server.upload("a & <b> " + i, "upload" + i));
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.uploads()).isEmpty();
  }

  @Test
  void aKeyThatFailsIsTriedAgain() {
    IntStream.range(0, 20).forEach(i -> server.put("key" + i));
    server.failing("key7", "InternalError", 2);
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void aKeyThatKeepsFailingIsNamedAndTheOthersGo(String key) {
    IntStream.range(0, 20).filter(i -> i != 7).forEach(i -> server.put("key" + i));
    server.put(key).failing(key, "InternalError", Integer.MAX_VALUE);
    assertThat(delete(1_000))
        .isInstanceOfSatisfying(
            Deletion.Preparing.class,
            preparing ->
                assertThat(preparing.what())
                    .contains("\"" + key + "\"")
                    .contains("InternalError: Said the small server"));
    assertThat(server.left()).isEqualTo(1);
    // Nothing is lifted that was not in the way.
    assertThat(server.operations()).doesNotContain("DeleteBucketPolicy", "DeleteBucket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void governanceIsNotBypassedUnasked(String key) {
    server.put(key).failing(key, "AccessDenied", 1);
    assertThat(delete(1_000)).isInstanceOf(Deletion.Asked.class);
    assertThat(server.isBypassed()).isFalse();
  }

  @Test
  void whatAPolicyRefusedIsTriedAgainWithoutListingItAgain() {
    server.put("key").failing("key", "AccessDenied", 1);
    assertThat(delete(1_000)).isInstanceOf(Deletion.Asked.class);
    assertThat(server.operations())
        .containsExactly(
            "ListObjectVersions",
            "DeleteObjects",
            "DeleteBucketPolicy",
            "DeleteObjects",
            "DeleteBucket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void governanceIsBypassedWhenAsked(String key) {
    server.put(key).failing(key, "AccessDenied", 1);
    var asked =
        new S3Bucket(
            clients, new Options(ACCOUNT, List.of(), true, 1_000, FinalSnapshots.NONE, Reach.ALL));
    var deadline = new Deadline(time.instant().plus(Duration.ofMinutes(15)), time);
    assertThat(asked.delete(BUCKET, deadline)).isInstanceOf(Deletion.Asked.class);
    assertThat(server.isBypassed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void aLockedKeyIsNamedAndTheOthersGo(String key) {
    IntStream.range(0, 2_020).filter(i -> i != 7).forEach(i -> server.put("key" + i));
    server.put(key).failing(key, "AccessDenied", Integer.MAX_VALUE);
    assertThat(delete(10_000))
        .isInstanceOfSatisfying(
            Deletion.Refused.class,
            refused -> {
              assertThat(refused.why()).contains("\"" + key + "\"").contains("AccessDenied");
              assertThat(refused.remedy()).contains("Object Lock");
            });
    assertThat(server.left()).isEqualTo(1);
    assertThat(server.operations()).doesNotContain("PutBucketLifecycleConfiguration");
  }

  /// No policy lets anybody delete what a lock protects, and it may guard the rest until that ends.
  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void thePolicyOfWhatIsLockedStays(String key) {
    server
        .put(key)
        .failing(key, "AccessDenied", Integer.MAX_VALUE)
        .saying("Access Denied because object protected by object lock.");
    assertThat(delete(1_000)).isInstanceOf(Deletion.Refused.class);
    assertThat(server.operations()).doesNotContain("DeleteBucketPolicy");
  }

  /// What the role may not do is no lock of the object's own, and no reason to speak of one.
  @ParameterizedTest
  @ValueSource(strings = {"key7", "key\u00077"})
  void aRightThatIsMissingIsTheFaultThatIsTold(String key) {
    server
        .put(key)
        .failing(key, "AccessDenied", Integer.MAX_VALUE)
        .saying(
            "User: arn:aws:sts::123456789012:assumed-role/janitor/x is not authorized to perform:"
                + " s3:DeleteObjectVersion on resource: \"arn:aws:s3:::b/k\" because no"
                + " identity-based policy allows the s3:DeleteObjectVersion action");
    assertThatThrownBy(() -> delete(1_000))
        .isInstanceOfSatisfying(
            S3Exception.class,
            refused ->
                assertThat(new Faults().classify(refused))
                    .extracting(Fault::of, Fault::action)
                    .containsExactly(Fault.Sort.DENIED, Optional.of("s3:DeleteObjectVersion")));
    assertThat(server.left()).isEqualTo(1);
  }

  @Test
  void severalRefusedKeysAreCounted() {
    IntStream.range(0, 9).forEach(i -> server.put("key" + i).failing("key" + i, "SlowDown", 99));
    assertThat(delete(1_000))
        .isInstanceOfSatisfying(
            Deletion.Preparing.class,
            preparing ->
                assertThat(preparing.what()).contains("\"key0\", \"key1\", \"key2\" and 6 more"));
  }

  @Test
  void aPolicyThatDeniesAllIsDropped() {
    server.put("key").denying();
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
  }

  private static String denied(String reason) {
    return "User: arn:aws:sts::123456789012:assumed-role/janitor/x is not authorized to perform:"
        + " s3:DeleteObjectVersion on resource: \"arn:aws:s3:::b/k\" "
        + reason;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with an explicit deny in a resource-based policy"})
  void aPolicyThatMayDenyIsDropped(String reason) {
    server.put("key").failing("key", "AccessDenied", 1).saying(denied(reason));
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.operations()).contains("DeleteBucketPolicy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with an explicit deny in a resource-based policy"})
  void aPolicyThatMayDenyAllIsDropped(String reason) {
    server.put("key").denying().saying(denied(reason));
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
  }

  /// It would be gone for good, and nothing won.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "because no identity-based policy allows the s3:DeleteObjectVersion action",
        "because no resource-based policy allows the s3:DeleteObjectVersion action",
        "because no permissions boundary allows the s3:DeleteObjectVersion action",
        "because no session policy allows the s3:DeleteObjectVersion action",
        "with an explicit deny in a service control policy",
        "with an explicit deny in a resource control policy",
        "with an explicit deny in an identity-based policy",
        "with an explicit deny in a VPC endpoint policy"
      })
  void aPolicyThatDidNotDenyIsLeft(String reason) {
    server.put("key").failing("key", "AccessDenied", Integer.MAX_VALUE).saying(denied(reason));
    assertThatThrownBy(() -> delete(1_000)).isInstanceOf(S3Exception.class);
    server.denying();
    assertThatThrownBy(() -> delete(1_000)).isInstanceOf(S3Exception.class);
    assertThat(server.operations()).doesNotContain("DeleteBucketPolicy");
  }

  @ParameterizedTest
  @CsvSource({
    "ListObjectVersions, 404, NoSuchBucket",
    "ListObjectVersions, 501, NotImplemented",
    "PutBucketLifecycleConfiguration, 409, OperationAborted",
    "DeleteBucket, 409, BucketNotEmpty"
  })
  void aPolicyThatIsNotInTheWayIsLeft(String operation, int status, String code) {
    var limit = operation.equals("PutBucketLifecycleConfiguration") ? 0 : 1_000;
    server.put("key").refusing(operation, status, code);
    assertThatThrownBy(() -> delete(limit)).isInstanceOf(S3Exception.class);
    assertThat(server.operations()).contains(operation).doesNotContain("DeleteBucketPolicy");
  }

  @Test
  void asManyAsTheLimitAreDeleted() {
    IntStream.range(0, 1_000).forEach(i -> server.put("key" + i));
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
    assertThat(server.operations()).doesNotContain("PutBucketLifecycleConfiguration");
  }

  @Test
  void moreThanTheLimitIsLeftToARule() {
    IntStream.range(0, 5_001).forEach(i -> server.put("key" + i));
    assertThat(delete(3_000))
        .isInstanceOfSatisfying(
            Deletion.Deferred.class,
            deferred ->
                assertThat(deferred.what())
                    .contains("about 2026-12-02")
                    .contains("janitor:keep")
                    .contains(S3EmptyingRule.ID));
    assertThat(server.left()).isEqualTo(2_001);
    assertThat(server.isThere()).isTrue();
    assertThat(server.lifecycle().orElseThrow())
        .contains(
            "<Expiration><Days>1</Days></Expiration>",
            "<ID>workshop-janitor-empty</ID>",
            "<Filter><Prefix></Prefix></Filter>",
            "<Status>Enabled</Status>",
            "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>",
            "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>");
  }

  @Test
  void oldVersionsTakeTwoDaysMore() {
    IntStream.range(0, 2_000).forEach(i -> server.put("key", "v" + i, false));
    assertThat(delete(1_000))
        .isInstanceOfSatisfying(
            Deletion.Deferred.class,
            deferred -> assertThat(deferred.what()).contains("about 2026-12-04"));
  }

  @Test
  void aLaterNightDeletesWhatTheRuleHasEmptied() {
    IntStream.range(0, 1_500).forEach(i -> server.put("key" + i));
    assertThat(delete(1_000)).isInstanceOf(Deletion.Deferred.class);
    assertThat(delete(1_000)).isEqualTo(Deletion.ASKED);
    assertThat(server.isThere()).isFalse();
  }

  @Test
  void theRuleIsSetOnce() {
    IntStream.range(0, 1_500).forEach(i -> server.put("key" + i));
    assertThat(delete(400)).isInstanceOf(Deletion.Deferred.class);
    assertThat(delete(400)).isInstanceOf(Deletion.Deferred.class);
    assertThat(server.operations())
        .filteredOn("PutBucketLifecycleConfiguration"::equals)
        .hasSize(1);
  }

  @Test
  void aStacksBucketIsLeftToARuleAsWell() {
    IntStream.range(0, 1_500).forEach(i -> server.put("key" + i));
    var released = kind(1_000).release(BUCKET, new Deadline(time.instant().plusSeconds(900), time));
    assertThat(released).isInstanceOf(Deletion.Deferred.class);
    assertThat(server.lifecycle()).isPresent();
  }

  @Test
  void whatTheTimeDoesNotSufficeForIsLeftToARuleAndToTheNextRound() {
    server.put("key");
    assertThat(delete(1_000, Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            Deletion.Preparing.class,
            preparing -> assertThat(preparing.what()).contains(S3EmptyingRule.ID));
    assertThat(server.left()).isEqualTo(1);
    assertThat(server.lifecycle().orElseThrow()).contains(S3EmptyingRule.ID);
  }

  @Test
  void lockedObjectsAreNoRulesBusiness() {
    IntStream.range(0, 1_001)
        .forEach(i -> server.put("key" + i).failing("key" + i, "AccessDenied", 99));
    // S3 does not expire what is locked either: a rule would promise in vain.
    assertThat(delete(1_000)).isInstanceOf(Deletion.Refused.class);
    assertThat(server.lifecycle()).isEmpty();
  }

  private static final String OWN_RULES =
      """
      <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
      <Rule><ID>logs &amp; more</ID><Filter><And><Prefix>logs/</Prefix><Tag><Key>a</Key>\
      <Value>b</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter>\
      <Status>Enabled</Status><Transition><Days>30</Days><StorageClass>GLACIER_IR</StorageClass>\
      </Transition><NoncurrentVersionTransition><NoncurrentDays>7</NoncurrentDays>\
      <StorageClass>DEEP_ARCHIVE</StorageClass></NoncurrentVersionTransition></Rule>\
      <Rule><ID>off</ID><Filter><Prefix>x</Prefix></Filter><Status>Disabled</Status><Expiration>\
      <Date>2030-01-01T00:00:00Z</Date></Expiration></Rule></LifecycleConfiguration>\
      """;

  private static final String RULES_OF_OLD =
      """
      <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>\
      <ID>old</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>9</Days>\
      </Expiration></Rule></LifecycleConfiguration>\
      """;

  @ParameterizedTest
  @ValueSource(strings = {OWN_RULES, RULES_OF_OLD})
  void itsOwnRulesStayAndAreLeftAsTheyWereWhenItIsKept(String rules) {
    server.lifecycle(rules, "varies_by_storage_class").put("key").put("key2");
    // Written once by the SDK, so that only its order of elements counts.
    new S3EmptyingRule(clients.s3("eu-central-1"), BucketServer.NAME, ACCOUNT).put();
    kind(1).takeBack(BUCKET);
    var before = server.lifecycle().orElseThrow();
    assertThat(before).doesNotContain(S3EmptyingRule.ID);

    assertThat(delete(1)).isInstanceOf(Deletion.Deferred.class);
    assertThat(server.lifecycle().orElseThrow()).contains(S3EmptyingRule.ID);
    assertThat(elements(server.lifecycle().orElseThrow())).containsAll(elements(rules));
    kind(1).takeBack(BUCKET);

    assertThat(server.lifecycle()).hasValue(before);
    assertThat(elements(before)).containsExactlyInAnyOrderElementsOf(elements(rules));
    assertThat(server.transitionMinimum()).hasValue("varies_by_storage_class");
    assertThat(server.left()).isEqualTo(2);
  }

  private static java.util.List<String> elements(String xml) {
    return java.util.Arrays.stream(xml.replaceFirst("<\\?xml.*?\\?>", "").split("(?=<)", -1))
        .filter(array -> !array.isBlank())
        .toList();
  }

  @Test
  void withoutRulesOfItsOwnItHasNoneAgain() {
    server.put("key").put("key2");
    assertThat(delete(1)).isInstanceOf(Deletion.Deferred.class);
    kind(1).takeBack(BUCKET);
    assertThat(server.lifecycle()).isEmpty();
  }

  @Test
  void whereNothingGoesOnNothingIsWritten() {
    server.lifecycle(OWN_RULES, "varies_by_storage_class").put("key");
    kind(1).takeBack(BUCKET);
    assertThat(server.lifecycle()).hasValue(OWN_RULES);
    assertThat(server.operations()).containsExactly("GetBucketLifecycleConfiguration");
  }
}
