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
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageStatusFilter;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/// Its own deletion takes the images along; one that a stack deletes must be empty (unless its
/// template says otherwise). An image list keeps its images: those go in a second pass.
///
/// What a policy gives to other accounts stays: whose containers come from it no list of this
/// account tells (ECR user guide, "Private repository policies").
record EcrRepository(Clients clients) implements ResourceKind, OwnTags, Releasable {
  static final String TYPE = "AWS::ECR::Repository";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("ecr", "repository/")
          .physicalId(PhysicalId.after("ecr", "repository/"))
          .actions(
              "ecr:DescribeRepositories",
              "ecr:ListTagsForResource",
              "ecr:GetRepositoryPolicy",
              "ecr:ListImages",
              "ecr:BatchDeleteImage",
              "ecr:DeleteRepository")
          .createdBy(Creation.answering("ecr:CreateRepository", "repository.repositoryArn"))
          .usesOf(KmsKey.TYPE, TYPE)
          .costs(CostClass.CENTS_A_MONTH)
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  private static final int IMAGES_A_CALL = 100;
  private static final Duration ONE_CALL = Duration.ofSeconds(5);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .ecr(place.region())
        .describeRepositoriesPaginator(request -> request.maxResults(1000))
        .repositories()
        .stream()
        .collect(Items.each(repository -> resource(place, repository)));
  }

  private static Resource resource(Place place, Repository repository) {
    var resource =
        Resource.of(TYPE, Arn.of(repository.repositoryArn()), place.region())
            .name(repository.repositoryName())
            .createdAt(repository.createdAt());
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(repository.encryptionConfiguration()).map(how -> how.kmsKey()));
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.both(
        Described.usesOfListed(place, candidates, this),
        PolicyGrant.uses(
            place,
            candidates,
            TYPE,
            repository ->
                PolicyGrant.of(policy(repository).orElse(null), repository.arn())
                    .map(
                        to ->
                            to.use(
                                repository.arn(),
                                "whose containers and functions could not pull its images any"
                                    + " more: remove that permission first"))));
  }

  private Optional<String> policy(Resource repository) {
    return Answers.unless(
        "RepositoryPolicyNotFoundException",
        () ->
            clients
                .ecr(repository.region())
                .getRepositoryPolicy(request -> request.repositoryName(repository.name()))
                .policyText());
  }

  @Override
  public Deletion delete(Resource repository, Deadline deadline) {
    clients
        .ecr(repository.region())
        .deleteRepository(request -> request.repositoryName(repository.name()).force(true));
    return Deletion.ASKED;
  }

  @Override
  public Deletion release(Resource repository, Deadline deadline) {
    List<ImageIdentifier> before = List.of();
    while (deadline.leaves(ONE_CALL)) {
      var images =
          clients
              .ecr(repository.region())
              .listImages(
                  request ->
                      request
                          .repositoryName(repository.name())
                          // Else none that is archived (API reference, ListImagesFilter).
                          .filter(which -> which.imageStatus(ImageStatusFilter.ANY))
                          .maxResults(IMAGES_A_CALL))
              .imageIds();
      if (images.isEmpty()) {
        return Deletion.ASKED;
      }
      if (images.equals(before)) {
        return new Deletion.Refused(
            "ECR does not delete the images of " + repository.name(), "Delete them by hand.");
      }
      clients
          .ecr(repository.region())
          .batchDeleteImage(request -> request.repositoryName(repository.name()).imageIds(images));
      before = images;
    }
    return new Deletion.Preparing("deleting its images", ONE_CALL);
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> repositories) {
    return Found.tags(
        repositories,
        repository ->
            clients
                .ecr(place.region())
                .listTagsForResource(request -> request.resourceArn(repository.arn().toString()))
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)),
        RepositoryNotFoundException.class);
  }
}
