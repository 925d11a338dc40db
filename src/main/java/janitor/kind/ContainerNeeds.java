package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a container is started with: its image, what it is told in confidence, and where it logs
/// to. What runs already goes on without, and does not come up again: `CannotPullContainerError`
/// and `ResourceInitializationError` (ECS developer guide, "Stopped tasks error messages").
final class ContainerNeeds {
  /// The types of what it may be.
  static final String[] TYPES = {
    EcrRepository.TYPE, SecretsManagerSecret.TYPE, SsmParameter.TYPE, LogsLogGroup.TYPE
  };

  /// A private registry's host names account and region, with two stacks of IP or one, and FIPS or
  /// not (ECR user guide, "Making requests to Amazon ECR registries"); behind the repository stands
  /// a tag or a digest.
  private static final Pattern OF_ECR =
      Pattern.compile(
          "(?<account>\\d{12})\\.dkr[.-]ecr(-fips)?\\.(?<region>[a-z0-9-]+)\\.[a-z0-9.-]+"
              + "/(?<name>[^:@]+)([:@].*)?");

  private static final String SECRET = "secret:";
  private static final String PARAMETER = "parameter";
  private static final String GROUP = "awslogs-group";
  private static final String REGION = "awslogs-region";

  private final Resource.Builder resource;
  private final Place place;

  ContainerNeeds(Resource.Builder resource, Place place) {
    this.resource = resource;
    this.place = place;
  }

  ContainerNeeds image(@Nullable String image) {
    Optional.ofNullable(image)
        .map(OF_ECR::matcher)
        .filter(matcher -> matcher.matches())
        .map(
            of ->
                new Arn(
                    place.arn("ecr", "repository/").partition(),
                    "ecr",
                    of.group("region"),
                    of.group("account"),
                    "repository/" + of.group("name")))
        .ifPresent(resource::uses);
    return this;
  }

  /// Secrets and parameters as ECS and Batch name them: by ARN, a secret's with a key of its JSON
  /// and a version behind it, or a parameter by its name (`Secret` in the API reference; ECS
  /// developer guide, "Pass sensitive data").
  ContainerNeeds confided(Stream<? extends @Nullable String> texts) {
    texts
        .flatMap(Stream::ofNullable)
        .filter(text -> !text.isEmpty())
        .map(text -> Answers.arn(text).map(ContainerNeeds::plain).orElseGet(() -> parameter(text)))
        .forEach(resource::uses);
    return this;
  }

  /// Secrets by ARN or by name, with a key of their JSON and a version behind it or not (CodeBuild
  /// user guide, "env/secrets-manager").
  ContainerNeeds secrets(Stream<? extends @Nullable String> texts) {
    texts
        .flatMap(Stream::ofNullable)
        .filter(text -> !text.isEmpty())
        .map(text -> Answers.arn(text).orElseGet(() -> place.arn("secretsmanager", SECRET + text)))
        .map(ContainerNeeds::plain)
        .forEach(resource::uses);
    return this;
  }

  /// Where the driver `awslogs` writes to, in this region.
  ContainerNeeds logs(Map<String, String> options) {
    group(place, options).ifPresent(resource::uses);
    return this;
  }

  ContainerNeeds group(String name) {
    resource.uses(place.arn("logs", "log-group:" + name));
    return this;
  }

  static Optional<Arn> group(Place place, Map<String, String> options) {
    return Optional.ofNullable(options.get(GROUP))
        .filter(_ -> options.getOrDefault(REGION, place.region()).equals(place.region()))
        .map(name -> place.arn("logs", "log-group:" + name));
  }

  private static Arn plain(Arn arn) {
    if (arn.names("secretsmanager", SECRET)) {
      return arn.sibling(SECRET + unversioned(arn.after(SECRET)));
    }
    return arn.names("ssm", PARAMETER)
        ? arn.sibling(PARAMETER + unversioned(arn.after(PARAMETER)))
        : arn;
  }

  private Arn parameter(String name) {
    return SsmParameter.arn(place, unversioned(name));
  }

  /// No name has a colon.
  private static String unversioned(String text) {
    return text.split(":", 2)[0];
  }
}
