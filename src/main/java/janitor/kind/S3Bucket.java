package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Revocable;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.Tag;

/// Must be empty, old versions and delete markers included. What S3 calls the creation date of a
/// bucket changes with its policy, so it counts as a last-modified time. The ARN names no region:
/// it is the one of the index that told of it. What its policy lets somebody else write or read
/// keeps it.
record S3Bucket(Clients clients, Options options)
    implements ResourceKind, OwnTags, Releasable, Revocable {
  static final String TYPE = "AWS::S3::Bucket";

  private static final Pattern ADDRESS = Pattern.compile("^s3://([^/]+)");

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(
              arn -> arn.names("s3", "") && arn.region().isEmpty() && !arn.resource().contains("/"))
          .physicalId(PhysicalId.bare("s3"))
          .actions(
              "s3:ListAllMyBuckets",
              "s3:GetBucketTagging",
              "s3:GetBucketPolicy",
              "s3:GetEncryptionConfiguration",
              "s3:DeleteBucketPolicy",
              "s3:ListBucketVersions",
              "s3:DeleteObject",
              "s3:DeleteObjectVersion",
              "s3:BypassGovernanceRetention",
              "s3:ListBucketMultipartUploads",
              "s3:AbortMultipartUpload",
              "s3:GetLifecycleConfiguration",
              "s3:PutLifecycleConfiguration",
              "s3:DeleteBucket")
          .createdBy(Creation.asking("s3:CreateBucket", "bucketName").orFinding())
          .goesAfter(
              "AWS::CloudFront::Distribution",
              "AWS::Events::Rule",
              "AWS::Lambda::Function",
              "AWS::Pipes::Pipe",
              "AWS::Scheduler::Schedule",
              "AWS::Scheduler::ScheduleGroup",
              "AWS::StepFunctions::StateMachine")
          .because("What still writes refills it while it is being emptied, and S3 refuses.")
          .goesAfter("AWS::S3::AccessPoint")
          .because("S3 refuses as long as it has one.")
          .usesOf(KmsKey.TYPE, TYPE)
          .costs(CostClass.DOLLARS_A_MONTH)
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  /// The bucket of an address, `s3://BUCKET/KEY`.
  static Optional<Arn> at(Place place, String address) {
    return ADDRESS
        .matcher(address)
        .results()
        .findFirst()
        .map(at -> place.bareArn("s3", at.group(1)));
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// The bucket of an ARN that names it, or what is in it.
  static Optional<Arn> of(@Nullable String text) {
    return Answers.arn(text)
        .filter(arn -> arn.names("s3", "") && arn.region().isEmpty())
        .map(arn -> arn.sibling(arn.resource().replaceFirst("/.*", "")));
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "buckets",
        () ->
            clients
                .s3(place.region())
                .listBucketsPaginator(
                    request -> request.bucketRegion(place.region()).maxBuckets(10_000))
                .buckets()
                .stream()
                .collect(
                    Items.each(
                        bucket ->
                            Resource.of(
                                    TYPE,
                                    place.bareArn("s3", Items.told(bucket.name())),
                                    place.region())
                                .name(bucket.name())
                                .modifiedAt(bucket.creationDate())
                                .build())));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var keys = candidates.stream().filter(one -> one.type().equals(KmsKey.TYPE)).toList();
    var writers = new BucketWriters(clients, options.reach(), place);
    return Reading.both(
        Described.usesOfEach(
            place, keys, this, bucket -> withKey(place, bucket), NoSuchBucketException.class),
        PolicyGrant.uses(
            place,
            candidates,
            TYPE,
            bucket -> writers.of(bucket, policy(place, bucket).orElse(null))));
  }

  private Optional<String> policy(Place place, Resource bucket) {
    return Answers.unless(
        Set.of("NoSuchBucketPolicy", "NoSuchBucket"),
        () ->
            clients
                .s3(place.region())
                .getBucketPolicy(
                    request -> request.bucket(bucket.name()).expectedBucketOwner(options.account()))
                .policy());
  }

  /// The key that a bucket encrypts with unless a request names another.
  private Resource withKey(Place place, Resource bucket) {
    var resource = bucket.toBuilder();
    var rules =
        Answers.unless(
            "ServerSideEncryptionConfigurationNotFoundError",
            () ->
                clients
                    .s3(place.region())
                    .getBucketEncryption(request -> request.bucket(bucket.name()))
                    .serverSideEncryptionConfiguration()
                    .rules());
    KmsKey.encrypt(
        resource,
        place,
        rules.stream()
            .flatMap(List::stream)
            .flatMap(rule -> Stream.ofNullable(rule.applyServerSideEncryptionByDefault()))
            .map(how -> how.kmsMasterKeyID()));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource bucket, Deadline deadline) {
    return emptying(bucket).andThenDelete(deadline);
  }

  @Override
  public Deletion release(Resource bucket, Deadline deadline) {
    return emptying(bucket).run(deadline);
  }

  private S3Emptying emptying(Resource bucket) {
    return new S3Emptying(
        clients.s3(bucket.region()), bucket.name(), options, emptyingRule(bucket));
  }

  private S3EmptyingRule emptyingRule(Resource bucket) {
    return new S3EmptyingRule(clients.s3(bucket.region()), bucket.name(), options.account());
  }

  @Override
  public void takeBack(Resource bucket) {
    emptyingRule(bucket).remove();
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> buckets) {
    return Found.tags(buckets, bucket -> tags(place, bucket), NoSuchBucketException.class);
  }

  private Map<String, String> tags(Place place, Resource bucket) {
    return Answers.unless(
            "NoSuchTagSet",
            () ->
                clients
                    .s3(place.region())
                    .getBucketTagging(
                        request ->
                            request.bucket(bucket.name()).expectedBucketOwner(options.account())))
        .map(GetBucketTaggingResponse::tagSet)
        .orElse(List.of())
        .stream()
        .collect(Tags.byKey(Tag::key, Tag::value));
  }
}
