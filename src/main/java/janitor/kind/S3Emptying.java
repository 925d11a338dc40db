package janitor.kind;

import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/// Empties a bucket: some pages of versions and delete markers at a time, from the first page again
/// each time, so that nothing is skipped and little is held. A policy that is in the way goes, and
/// Object Lock in governance mode is bypassed, only once S3 has refused.
final class S3Emptying {
  private static final int PAGES_AT_ONCE = 8;
  private static final Duration LEAST_TIME = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final S3Client s3;
  private final String bucket;
  private final Options options;
  private boolean bypassing;
  private boolean hasDroppedPolicy;
  private long gone;

  S3Emptying(S3Client s3, String bucket, Options options) {
    this.s3 = s3;
    this.bucket = bucket;
    this.options = options;
  }

  Deletion andThenDelete(Deadline deadline) {
    var emptied = run(deadline);
    if (emptied instanceof Deletion.Asked) {
      despitePolicy(
          () ->
              s3.deleteBucket(
                  request -> request.bucket(bucket).expectedBucketOwner(options.account())));
    }
    return emptied;
  }

  Deletion run(Deadline deadline) {
    var hasMore = true;
    while (hasMore) {
      if (!deadline.leaves(LEAST_TIME)) {
        return new Deletion.Preparing("emptying it; " + gone + " objects so far", SOON);
      }
      var pages = pages();
      var count = pages.stream().mapToInt(page -> keys(page).size()).sum();
      var errors = Parallel.map(pages, this::delete).stream().flatMap(List::stream).toList();
      gone += count - errors.size();
      if (count > 0 && errors.size() == count && !escalate()) {
        return refusal(errors);
      }
      hasMore = !errors.isEmpty() || Boolean.TRUE.equals(pages.getLast().isTruncated());
    }
    abortUploads();
    return Deletion.ASKED;
  }

  private List<ListObjectVersionsResponse> pages() {
    var pages = new ArrayList<ListObjectVersionsResponse>();
    pages.add(despitePolicy(() -> page(List.of())));
    while (pages.size() < PAGES_AT_ONCE && Boolean.TRUE.equals(pages.getLast().isTruncated())) {
      pages.add(page(pages));
    }
    return pages;
  }

  /// The page after the last; keys come encoded, because XML cannot hold all of them.
  private ListObjectVersionsResponse page(List<ListObjectVersionsResponse> before) {
    return s3.listObjectVersions(
        request -> {
          request
              .bucket(bucket)
              .expectedBucketOwner(options.account())
              .encodingType(EncodingType.URL);
          if (!before.isEmpty()) {
            request
                .keyMarker(before.getLast().nextKeyMarker())
                .versionIdMarker(before.getLast().nextVersionIdMarker());
          }
        });
  }

  private static List<ObjectIdentifier> keys(ListObjectVersionsResponse page) {
    return Stream.concat(
            page.versions().stream().map(S3Emptying::key),
            page.deleteMarkers().stream().map(S3Emptying::key))
        .toList();
  }

  private static ObjectIdentifier key(ObjectVersion one) {
    return ObjectIdentifier.builder().key(one.key()).versionId(one.versionId()).build();
  }

  private static ObjectIdentifier key(DeleteMarkerEntry one) {
    return ObjectIdentifier.builder().key(one.key()).versionId(one.versionId()).build();
  }

  private List<S3Error> delete(ListObjectVersionsResponse page) {
    var byForm = keys(page).stream().collect(Collectors.partitioningBy(one -> isXml(one.key())));
    byForm.getOrDefault(false, List.of()).forEach(this::deleteAlone);
    var together = byForm.getOrDefault(true, List.of());
    return together.isEmpty()
        ? List.of()
        : s3.deleteObjects(
                request ->
                    request
                        .bucket(bucket)
                        .expectedBucketOwner(options.account())
                        .bypassGovernanceRetention(bypassing ? true : null)
                        .delete(delete -> delete.objects(together).quiet(true)))
            .errors();
  }

  /// A key may hold characters that the XML of DeleteObjects may not.
  private static boolean isXml(String key) {
    return key.chars().noneMatch(c -> c < ' ' || c == 0xFFFE || c == 0xFFFF);
  }

  private void deleteAlone(ObjectIdentifier one) {
    s3.deleteObject(
        request ->
            request
                .bucket(bucket)
                .expectedBucketOwner(options.account())
                .bypassGovernanceRetention(bypassing ? true : null)
                .key(one.key())
                .versionId(one.versionId()));
  }

  /// Takes away what may have stood in the way; false where there is nothing left to take.
  private boolean escalate() {
    var isOfNoAvail = hasDroppedPolicy && bypassing == options.bypassGovernance();
    if (!hasDroppedPolicy) {
      dropPolicy();
    }
    bypassing = options.bypassGovernance();
    return !isOfNoAvail;
  }

  private void dropPolicy() {
    s3.deleteBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(options.account()));
    hasDroppedPolicy = true;
  }

  private <T> T despitePolicy(Supplier<T> call) {
    return Found.unless(S3Exception.class, () -> Optional.of(call.get()))
        .orElseGet(
            () -> {
              dropPolicy();
              return call.get();
            });
  }

  private Deletion refusal(Collection<S3Error> errors) {
    var first = errors.iterator().next();
    if (!first.code().equals("AccessDenied")) {
      return new Deletion.Preparing(
          "emptying it, which S3 refuses for now: " + first.code() + ": " + first.message(),
          LEAST_TIME);
    }
    var names = errors.stream().map(S3Error::key).distinct().limit(3);
    return new Deletion.Refused(
        "S3 refuses to delete objects in it, "
            + names.collect(Collectors.joining(", "))
            + " among them: "
            + first.message().replaceFirst("\\.$", ""),
        "Probably Object Lock: let the janitor bypass governance mode (BypassGovernance), lift a"
            + " legal hold by hand, wait for the end of a retention in compliance mode. Or give the"
            + " bucket the tag janitor:keep.");
  }

  private void abortUploads() {
    var seen = new HashSet<String>();
    while (true) {
      var page =
          s3.listMultipartUploads(
              request ->
                  request
                      .bucket(bucket)
                      .expectedBucketOwner(options.account())
                      .encodingType(EncodingType.URL));
      var fresh = page.uploads().stream().filter(one -> seen.add(one.uploadId())).toList();
      Parallel.map(fresh, this::abort);
      if (fresh.isEmpty() || !isTruncated(page)) {
        return;
      }
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
