package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageStatusFilter;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Which functions come from an image. One that nobody called for weeks is brought up from it again
/// (Lambda developer guide, "Create a Lambda function using a container image"), and nothing waits
/// for which of the two goes first.
///
/// From which repository only a question for each version tells, and an account may have ten
/// thousand. The list has the digest of each image instead, without `sha256:`, where other packages
/// have the hash of theirs; as no page of AWS's says so (moto does it), one answer that has both
/// shows it. Then only those versions are asked whose image is in a repository that is to go: from
/// what is not there any more, nothing can be brought up. Where the images cannot be listed, or
/// nothing shows it, each is asked.
record LambdaImages(Clients clients, Place place) {
  private static final String DIGEST = "sha256:";
  private static final int IMAGES_A_CALL = 1000;

  /// @param functions all of the region, whatever they come from, and what was published of them
  Reading<List<Use>> uses(Set<Arn> repositories, Stream<FunctionConfiguration> functions) {
    if (repositories.isEmpty()) {
      return Reading.of(List.of());
    }
    var all =
        functions
            .filter(function -> function.packageType() == PackageType.IMAGE)
            .distinct()
            .toList();
    if (all.stream().limit(1).noneMatch(this::tellsDigests)) {
      return uses(repositories, all);
    }
    var images = Reading.each(repositories, this::images);
    if (!images.unread().isEmpty()) {
      return uses(repositories, all);
    }
    var digests = Set.copyOf(images.answer());
    return uses(
        repositories,
        all.stream().filter(one -> digests.contains(DIGEST + one.codeSha256())).toList());
  }

  private Reading<List<Use>> uses(Set<Arn> repositories, List<FunctionConfiguration> functions) {
    return Reading.ofPieces(
            functions.stream().map(one -> Arn.of(one.functionArn())).distinct().toList(),
            arn -> Reading.of(function(arn).stream().toList()))
        .map(
            all ->
                all.stream()
                    .flatMap(
                        function ->
                            function.uses().stream()
                                .filter(repositories::contains)
                                .map(used -> Use.by(function.arn(), function.label(), used)))
                    .map(Use::unordered)
                    .distinct()
                    .toList())
        .blaming(_ -> repositories);
  }

  /// Where there is no answer, each is asked, and has none either.
  private boolean tellsDigests(FunctionConfiguration function) {
    return Reading.each(
            List.of(Arn.of(function.functionArn())),
            arn ->
                code(arn).flatMap(code -> Optional.ofNullable(code.resolvedImageUri())).stream()
                    .toList())
        .answer()
        .stream()
        .anyMatch(image -> image.endsWith("@" + DIGEST + function.codeSha256()));
  }

  private List<String> images(Arn repository) {
    return Found.unless(
            RepositoryNotFoundException.class,
            () ->
                Optional.of(
                    clients
                        .ecr(place.region())
                        .listImagesPaginator(
                            request ->
                                request
                                    .repositoryName(repository.after("repository/"))
                                    // Else none that is archived (API reference, ListImagesFilter).
                                    .filter(which -> which.imageStatus(ImageStatusFilter.ANY))
                                    .maxResults(IMAGES_A_CALL))
                        .imageIds()
                        .stream()
                        .map(ImageIdentifier::imageDigest)
                        .distinct()
                        .toList()))
        .orElse(List.of());
  }

  private Optional<FunctionCodeLocation> code(Arn arn) {
    return Found.unless(
        ResourceNotFoundException.class,
        () ->
            Optional.ofNullable(
                clients
                    .lambda(place.region())
                    .getFunction(request -> request.functionName(arn.toString()))
                    .code()));
  }

  /// The function, with the repository of its image.
  private Optional<Resource> function(Arn arn) {
    return code(arn)
        .map(
            code -> {
              var function = LambdaFunction.unqualified(arn);
              var resource =
                  Resource.of(LambdaFunction.TYPE, function, place.region())
                      .name(function.after("function:"));
              new ContainerNeeds(resource, place).image(code.imageUri());
              return resource.build();
            });
  }
}
