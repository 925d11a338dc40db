package janitor.kind;

import janitor.aws.Faults;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Parallel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Empties a bucket of versions and delete markers: a page is listed while those before it are
/// being deleted, a few at once, so that little is held; and from the first page again, until a
/// pass met no refusal. What is in the way, a policy or Object Lock in governance mode, is lifted
/// only once S3 has refused. More than the limit, and what the time does not suffice for, is left
/// to a lifecycle rule.
///
/// One long file: each pass goes by what the one before it met, so that its state stays together.
final class S3Emptying {
  private static final int PAGES_AT_ONCE = 8;
  private static final int TRIES = 3;
  private static final int LONGEST_NAME = 100;
  private static final String DENIED = "AccessDenied";
  private static final Duration LEAST_TIME = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(5);

  /// So many refusals and no deletion: the rest of the bucket need not be tried for now.
  private static final int FUTILE = 8_000;

  private final S3Client s3;
  private final String bucket;
  private final Options options;
  private final S3EmptyingRule rule;
  private boolean bypassing;
  private boolean hasDroppedPolicy;
  private boolean isVersioned;
  private long gone;

  /// The first page of a pass in which nothing went: the next one need not list it again.
  private Optional<ListObjectVersionsResponse> listed = Optional.empty();

  S3Emptying(S3Client s3, String bucket, Options options, S3EmptyingRule rule) {
    this.s3 = s3;
    this.bucket = bucket;
    this.options = options;
    this.rule = rule;
  }

  /// Uploads that were begun are looked for only where S3 says that something is in it still: by
  /// its API reference (DeleteBucket) they keep a directory bucket, of others it names only
  /// objects.
  Deletion andThenDelete(Deadline deadline) {
    var emptied = emptied(deadline);
    if (!(emptied instanceof Deletion.Asked)
        || Answers.unless("BucketNotEmpty", this::deleteBucket).isPresent()) {
      return emptied;
    }
    if (!abortUploads(deadline)) {
      return outOfTime(deadline);
    }
    deleteBucket();
    return emptied;
  }

  private Object deleteBucket() {
    return despitePolicy(
        () ->
            s3.deleteBucket(
                request -> request.bucket(bucket).expectedBucketOwner(options.account())));
  }

  Deletion run(Deadline deadline) {
    var emptied = emptied(deadline);
    return !(emptied instanceof Deletion.Asked) || abortUploads(deadline)
        ? emptied
        : outOfTime(deadline);
  }

  private Deletion emptied(Deadline deadline) {
    var tries = 0;
    while (true) {
      var pass = new Pass(deadline);
      var end = pass.run();
      gone += pass.deleted.get();
      if (end == End.LAST_PAGE && pass.isClean()) {
        return Deletion.ASKED;
      }
      if (pass.isFutile() && pass.isDenied() && escalate(pass.isOfPolicy())) {
        listed = pass.first;
        tries = 0;
      } else if (pass.isFutile() && (pass.isDenied() || ++tries == TRIES)) {
        return refusal(pass);
      } else if (end == End.TOO_MANY) {
        return tooMany(deadline);
      } else if (end == End.OUT_OF_TIME) {
        return outOfTime(deadline);
      }
    }
  }

  private enum End {
    LAST_PAGE,
    TOO_MANY,
    OUT_OF_TIME
  }

  /// One time through the bucket, from its first key on.
  private final class Pass {
    private final Deadline deadline;
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Queue<S3Error> examples = new ConcurrentLinkedQueue<>();
    private Optional<ListObjectVersionsResponse> first = Optional.empty();
    private int pages;
    private long taken;

    Pass(Deadline deadline) {
      this.deadline = deadline;
    }

    End run() {
      try (var deletions = new Parallel.Window(PAGES_AT_ONCE)) {
        var page = listed.orElseGet(() -> despitePolicy(() -> page(Optional.empty())));
        listed = Optional.empty();
        first = Optional.of(page);
        while (true) {
          if (!deadline.leaves(LEAST_TIME)) {
            return End.OUT_OF_TIME;
          }
          var keys = keys(page);
          isVersioned |= isVersioned(page);
          if (gone + taken + keys.size() > options.emptyLimit()) {
            return End.TOO_MANY;
          }
          taken += keys.size();
          pages++;
          if (!keys.isEmpty()) {
            deletions.begin(() -> delete(keys));
          }
          if (!Boolean.TRUE.equals(page.isTruncated())
              || (isFutile() && refused.get() >= FUTILE && mayEscalate())) {
            return End.LAST_PAGE;
          }
          page = page(Optional.of(page));
        }
      }
    }

    private void delete(List<ObjectIdentifier> keys) {
      var errors = S3Emptying.this.delete(keys);
      deleted.addAndGet(keys.size() - errors.size());
      refused.addAndGet(errors.size());
      errors.stream().limit(Math.max(0, 3 - examples.size())).forEach(examples::add);
    }

    /// A bucket of several pages is looked through once more: somebody may still have been writing.
    boolean isClean() {
      return refused.get() == 0 && pages == 1;
    }

    boolean isFutile() {
      return deleted.get() == 0 && refused.get() > 0;
    }

    boolean isDenied() {
      return examples.stream().anyMatch(error -> error.code().equals(DENIED));
    }

    /// "Access Denied because object protected by object lock": what others record of S3's answer
    /// (versitygw, issue 1330).
    boolean isOfPolicy() {
      return examples.stream()
          .filter(error -> error.code().equals(DENIED))
          .filter(error -> !error.message().toLowerCase(Locale.ROOT).contains("object lock"))
          .anyMatch(error -> mayBeOfPolicy(denial(error.code(), error.message())));
    }

    /// The keys' refusals for want of a right of the role, as S3 would say it of a whole bucket.
    Optional<AwsServiceException> unauthorized() {
      return examples.stream()
          .filter(error -> error.message().contains("not authorized to perform"))
          .findFirst()
          .map(error -> denial(error.code(), error.message()));
    }

    /// Some of the keys that S3 refused to delete, in quotes.
    String names() {
      var names = examples.stream().map(error -> quoted(error.key())).distinct().toList();
      var more = refused.get() - names.size();
      return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }

    String message() {
      return examples.stream()
          .map(error -> error.code() + ": " + error.message().replaceFirst("\\.$", ""))
          .distinct()
          .collect(Collectors.joining("; "));
    }
  }

  private static AwsServiceException denial(String code, String message) {
    return S3Exception.builder()
        .statusCode(403)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  /// S3 tells whose policy denied, mostly (S3 user guide, "Troubleshoot access denied errors"): of
  /// what it denies without a reason the bucket's may be the reason. Dropped for another one's
  /// denial it would be gone for good, and nothing won.
  private static boolean mayBeOfPolicy(AwsServiceException denied) {
    return switch (new Faults().classify(denied).cause()) {
      case UNSAID, RESOURCE_POLICY -> true;
      default -> false;
    };
  }

  private static String quoted(String key) {
    return "\"" + (key.length() > LONGEST_NAME ? key.substring(0, LONGEST_NAME) + "…" : key) + "\"";
  }

  /// The page after the last; keys come encoded, because XML cannot hold all of them.
  private ListObjectVersionsResponse page(Optional<ListObjectVersionsResponse> last) {
    return s3.listObjectVersions(
        request -> {
          request
              .bucket(bucket)
              .expectedBucketOwner(options.account())
              .encodingType(EncodingType.URL);
          last.ifPresent(
              page ->
                  request
                      .keyMarker(page.nextKeyMarker())
                      .versionIdMarker(page.nextVersionIdMarker()));
        });
  }

  /// What was written while versioning was off, or suspended, has the version `null`.
  private static boolean isVersioned(ListObjectVersionsResponse page) {
    return !page.deleteMarkers().isEmpty()
        || page.versions().stream().anyMatch(version -> !"null".equals(version.versionId()));
  }

  private static List<ObjectIdentifier> keys(ListObjectVersionsResponse page) {
    return Stream.concat(
            page.versions().stream().map(S3Emptying::key),
            page.deleteMarkers().stream().map(S3Emptying::key))
        .toList();
  }

  private static ObjectIdentifier key(ObjectVersion version) {
    return ObjectIdentifier.builder().key(version.key()).versionId(version.versionId()).build();
  }

  private static ObjectIdentifier key(DeleteMarkerEntry marker) {
    return ObjectIdentifier.builder().key(marker.key()).versionId(marker.versionId()).build();
  }

  private List<S3Error> delete(List<ObjectIdentifier> keys) {
    var byForm =
        keys.stream().collect(Collectors.partitioningBy(identifier -> isXml(identifier.key())));
    var together = byForm.getOrDefault(true, List.of());
    return Stream.concat(
            byForm.getOrDefault(false, List.of()).stream().flatMap(this::deleteAlone),
            together.isEmpty() ? Stream.empty() : deleteTogether(together).stream())
        .toList();
  }

  private List<S3Error> deleteTogether(List<ObjectIdentifier> keys) {
    return s3.deleteObjects(
            request ->
                request
                    .bucket(bucket)
                    .expectedBucketOwner(options.account())
                    .bypassGovernanceRetention(bypassing ? true : null)
                    .delete(delete -> delete.objects(keys).quiet(true)))
        .errors();
  }

  /// A key may hold characters that the XML of DeleteObjects may not.
  private static boolean isXml(String key) {
    return key.chars().noneMatch(c -> c < ' ' || c == 0xFFFE || c == 0xFFFF);
  }

  /// A refusal is the key's own, as it is in DeleteObjects.
  private Stream<S3Error> deleteAlone(ObjectIdentifier identifier) {
    try {
      s3.deleteObject(
          request ->
              request
                  .bucket(bucket)
                  .expectedBucketOwner(options.account())
                  .bypassGovernanceRetention(bypassing ? true : null)
                  .key(identifier.key())
                  .versionId(identifier.versionId()));
      return Stream.empty();
    } catch (S3Exception refused) {
      var details = refused.awsErrorDetails();
      return Stream.of(
          S3Error.builder()
              .key(identifier.key())
              .versionId(identifier.versionId())
              .code(details.errorCode())
              .message(details.errorMessage())
              .build());
    }
  }

  /// Takes away what may have stood in the way; false where there is nothing left to take. What
  /// Object Lock protects is protected from whatever the policy says: that stays, for it may be all
  /// that guards the bucket until the lock is over.
  private boolean escalate(boolean isOfPolicy) {
    var drops = !hasDroppedPolicy && isOfPolicy;
    var isOfAvail = drops || bypassing != options.bypassGovernance();
    if (drops) {
      dropPolicy();
    }
    bypassing = options.bypassGovernance();
    return isOfAvail;
  }

  private boolean mayEscalate() {
    return !hasDroppedPolicy || bypassing != options.bypassGovernance();
  }

  private void dropPolicy() {
    s3.deleteBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(options.account()));
    hasDroppedPolicy = true;
  }

  /// Only a denial can be the policy's doing; whatever else S3 says, the policy stays.
  private <T> T despitePolicy(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException refused) {
      var details = refused.awsErrorDetails();
      if (details == null || !DENIED.equals(details.errorCode()) || !mayBeOfPolicy(refused)) {
        throw refused;
      }
    }
    dropPolicy();
    return call.get();
  }

  private Deletion refusal(Pass pass) {
    var unauthorized = pass.unauthorized();
    if (unauthorized.isPresent()) {
      throw unauthorized.get();
    }
    if (!pass.isDenied()) {
      return new Deletion.Preparing(
          "emptying it; S3 cannot delete " + pass.names() + " for now: " + pass.message(),
          LEAST_TIME);
    }
    return new Deletion.Refused(
        "S3 refuses to delete objects in it, " + pass.names() + ": " + pass.message(),
        "Probably Object Lock: let the janitor bypass governance mode (BypassGovernance), lift a"
            + " legal hold by hand, wait for the end of a retention in compliance mode. Or give the"
            + " bucket the tag janitor:keep.");
  }

  private Deletion tooMany(Deadline deadline) {
    var done = setRule(deadline);
    return new Deletion.Deferred(
        "bucket "
            + bucket
            + " holds more than EmptyLimit, "
            + options.emptyLimit()
            + " objects and old versions, so S3 empties it by itself, at no cost, from midnight UTC"
            + " on: "
            + done
            + ". A later night deletes it. To save what is in it, give it the tag janitor:keep and"
            + " delete its lifecycle rule "
            + S3EmptyingRule.ID
            + ", which the next night does otherwise");
  }

  /// The next round goes on; but should there be none, the bucket empties even so.
  private Deletion outOfTime(Deadline deadline) {
    var done = setRule(deadline);
    return new Deletion.Preparing(
        "emptying bucket "
            + bucket
            + ", "
            + gone
            + " objects and old versions in this round; should the night end before, S3 goes on by"
            + " its lifecycle rule "
            + S3EmptyingRule.ID
            + ": "
            + done,
        SOON);
  }

  private String setRule(Deadline deadline) {
    despitePolicy(
        () -> {
          rule.put();
          return rule;
        });
    return "it should be empty about "
        + S3EmptyingRule.doneOn(deadline.clock().instant(), isVersioned)
        + ", very large ones some days later";
  }

  /// False where the time does not suffice.
  private boolean abortUploads(Deadline deadline) {
    var before = Set.<String>of();
    while (true) {
      var page =
          s3.listMultipartUploads(
              request ->
                  request
                      .bucket(bucket)
                      .expectedBucketOwner(options.account())
                      .encodingType(EncodingType.URL));
      var last = before;
      var fresh =
          page.uploads().stream().filter(upload -> !last.contains(upload.uploadId())).toList();
      Parallel.map(fresh, this::abort);
      if (fresh.isEmpty() || !isTruncated(page)) {
        return true;
      }
      if (!deadline.leaves(LEAST_TIME)) {
        return false;
      }
      before = page.uploads().stream().map(MultipartUpload::uploadId).collect(Collectors.toSet());
    }
  }

  private static boolean isTruncated(ListMultipartUploadsResponse page) {
    return Boolean.TRUE.equals(page.isTruncated());
  }

  private boolean abort(MultipartUpload upload) {
    return Found.unless(
            NoSuchUploadException.class,
            () ->
                Optional.of(
                    s3.abortMultipartUpload(
                        request ->
                            request
                                .bucket(bucket)
                                .expectedBucketOwner(options.account())
                                .key(upload.key())
                                .uploadId(upload.uploadId()))))
        .isPresent();
  }
}
