package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.ConnectionMode;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociations;

/// Must be disabled, and the edge locations must have heard of it (a quarter of an hour), before it
/// can be deleted. One on a flat-rate pricing plan cannot be deleted until the plan has ended. A
/// bucket that one still serves from must not go: its name is free for any account then, which
/// would serve in its place (S3 User Guide, "Deleting a general purpose bucket").
record CloudFrontDistribution(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::CloudFront::Distribution";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("cloudfront", "distribution/")
          .physicalId(PhysicalId.afterGlobal("cloudfront", "distribution/"))
          .actions(
              "cloudfront:ListDistributions",
              "cloudfront:GetDistributionConfig",
              "cloudfront:UpdateDistribution",
              "cloudfront:DeleteDistribution")
          .createdBy(
              Creation.answering("cloudfront:CreateDistribution", "distribution.id")
                  .inVersion("2020_05_31"),
              Creation.answering("cloudfront:CreateDistributionWithTags", "distribution.id")
                  .inVersion("2020_05_31"),
              Creation.answering("cloudfront:CopyDistribution", "distribution.id")
                  .inVersion("2020_05_31"))
          .goesBesideStacks()
          .usesOf(S3Bucket.TYPE)
          .flags(Traits.Flag.GLOBAL)
          .build();

  /// A bucket's name may hold dots, and `s3` between them: the last is S3's (S3 User Guide,
  /// "Virtual hosting of general purpose buckets", "Website endpoints").
  private static final Pattern BUCKET = Pattern.compile("(.+)\\.s3[.-][a-z0-9.-]+");

  private static final Pattern S3_ITSELF = Pattern.compile("s3[.-][a-z0-9.-]+");
  private static final Pattern FIRST_OF_PATH = Pattern.compile("^/([^/]+)");

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return Found.pages(
            marker ->
                clients
                    .cloudFront(place.region())
                    .listDistributions(request -> request.marker(marker))
                    .distributionList(),
            DistributionList::items,
            DistributionList::nextMarker)
        .stream()
        .collect(
            Items.each(
                distribution -> {
                  var resource =
                      Resource.of(TYPE, Arn.of(distribution.arn()), place.region())
                          .name(name(distribution))
                          .modifiedAt(distribution.lastModifiedTime())
                          .fact("id", distribution.id())
                          // Switched off by the janitor it is modified, and the same.
                          .fact(Resource.RESOURCE_ID, distribution.id())
                          .fact("isEnabled", String.valueOf(distribution.enabled()))
                          .fact(Resource.STATUS, distribution.status());
                  Optional.ofNullable(distribution.viewerCertificate())
                      .flatMap(certificate -> Answers.arn(certificate.acmCertificateArn()))
                      .ifPresent(resource::uses);
                  edgeFunctions(distribution).forEach(resource::uses);
                  buckets(distribution)
                      .map(bucket -> place.bareArn("s3", bucket))
                      .forEach(resource::uses);
                  if (distribution.connectionMode() == ConnectionMode.TENANT_ONLY) {
                    resource.guard(
                        "its tenants have to go first, and only a person knows whose they are: aws"
                            + " cloudfront list-distribution-tenants --association-filter"
                            + " DistributionId="
                            + distribution.id());
                  }
                  return resource.build();
                }));
  }

  /// A distribution has no name: its alternate domain, else its description, tells it apart.
  private static String name(DistributionSummary distribution) {
    if (distribution.aliases() != null && !distribution.aliases().items().isEmpty()) {
      return distribution.aliases().items().getFirst();
    }
    return distribution.comment() == null || distribution.comment().isBlank()
        ? distribution.domainName()
        : distribution.comment();
  }

  /// Lambda@Edge functions, without the version that the association names.
  private static Stream<Arn> edgeFunctions(DistributionSummary distribution) {
    return Stream.concat(
            Stream.ofNullable(distribution.defaultCacheBehavior())
                .map(behaviour -> behaviour.lambdaFunctionAssociations()),
            Stream.ofNullable(distribution.cacheBehaviors())
                .flatMap(behaviours -> behaviours.items().stream())
                .map(CacheBehavior::lambdaFunctionAssociations))
        .filter(Objects::nonNull)
        .map(LambdaFunctionAssociations::items)
        .flatMap(List::stream)
        .map(LambdaFunctionAssociation::lambdaFunctionARN)
        .flatMap(function -> Answers.arn(function).stream())
        .map(SchedulerSchedule::unqualified);
  }

  /// The names of those that it serves from. A switched off one may be switched on again.
  private static Stream<String> buckets(DistributionSummary distribution) {
    return Stream.ofNullable(distribution.origins())
        .flatMap(origins -> origins.items().stream())
        .flatMap(
            origin ->
                bucket(
                    Optional.ofNullable(origin.domainName()).orElse(""),
                    Optional.ofNullable(origin.originPath()).orElse(""))
                    .stream());
  }

  /// @param domain a bucket's in any form and partition, S3's own with the bucket in the path, or
  ///   another's
  static Optional<String> bucket(String domain, String path) {
    var named = BUCKET.matcher(domain);
    if (named.matches()) {
      return Optional.of(named.group(1));
    }
    var inPath = FIRST_OF_PATH.matcher(path);
    return S3_ITSELF.matcher(domain).matches() && inPath.find()
        ? Optional.of(inPath.group(1))
        : Optional.empty();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfListed(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource distribution, Deadline deadline) {
    var cloudFront = clients.cloudFront(distribution.region());
    var id = distribution.fact("id");
    var isEnabled = Boolean.parseBoolean(distribution.fact("isEnabled"));
    if (!isEnabled && !distribution.fact(Resource.STATUS).equals("Deployed")) {
      return disabling();
    }
    var now = cloudFront.getDistributionConfig(request -> request.id(id));
    if (Boolean.TRUE.equals(now.distributionConfig().enabled())) {
      var disabled = now.distributionConfig().toBuilder().enabled(false).build();
      cloudFront.updateDistribution(
          request -> request.id(id).ifMatch(now.eTag()).distributionConfig(disabled));
      return disabling();
    }
    cloudFront.deleteDistribution(request -> request.id(id).ifMatch(now.eTag()));
    return Deletion.ASKED;
  }

  private static Deletion disabling() {
    return new Deletion.Preparing(
        "disabling it, which CloudFront takes about a quarter of an hour for",
        Duration.ofMinutes(5));
  }
}
