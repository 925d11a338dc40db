package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.personalize.model.ResourceNotFoundException;

/// What Personalize's kinds have in common: each lies in a dataset group (a campaign in a solution)
/// that cannot go before it, tagged or not; and each is made and deleted in the background, and
/// refuses to be deleted meanwhile, even for the second time.
final class PersonalizeParts {
  /// AWS's own sample looks this often.
  static final Duration WAIT = Duration.ofSeconds(20);

  private static final Duration WORK = Duration.ofMinutes(5);

  /// What the ARNs of the two types of whole begin with.
  private static final Map<String, String> PREFIXES =
      Map.of(PersonalizeDatasetGroup.TYPE, "dataset-group/", PersonalizeSolution.TYPE, "solution/");

  private PersonalizeParts() {}

  /// `CreateCampaign` answers with a `campaignArn`, and so do the others.
  static Creation creation(String name) {
    return Creation.answering(
        "personalize:Create" + name,
        Character.toLowerCase(name.charAt(0)) + name.substring(1) + "Arn");
  }

  /// Whether the status says that Personalize is at work on it.
  static boolean isUnderWay(String status) {
    return status.matches(".*(PENDING|IN_PROGRESS|STOPPING)");
  }

  /// What no list tells.
  static Reading<Map<Arn, Tags>> tags(PersonalizeClient personalize, List<Resource> some) {
    return Found.tags(
        some,
        resource ->
            personalize
                .listTagsForResource(request -> request.resourceArn(resource.arn().toString()))
                .tags()
                .stream()
                .collect(Tags.byKey(tag -> tag.tagKey(), tag -> tag.tagValue())),
        ResourceNotFoundException.class);
  }

  /// Picks out of the lists of those wholes that the tag index named, which are needed anyway to
  /// find parts without a tag; only what is in none of them is looked for in the list of all.
  static Reading<List<Resource>> read(
      Spot spot, Collection<Arn> arns, String type, Function<Arn, List<Resource>> parts) {
    var prefix = Objects.requireNonNull(PREFIXES.get(type));
    var found =
        spot.place()
            .named()
            .filter(arn -> arn.names("personalize", prefix) && !arn.after(prefix).contains("/"))
            .map(whole -> Reading.ofList(() -> partsOf(whole, parts).toList()))
            .flatMap(reading -> reading.answer().stream())
            .filter(part -> arns.contains(part.arn()))
            .toList();
    return found.size() == arns.size() ? Reading.of(found) : spot.listed(arns);
  }

  /// The parts of those candidates that are of the type, as their children.
  static Reading<List<Resource>> derive(
      List<Resource> candidates, String type, Function<Arn, List<Resource>> parts) {
    return Reading.each(
        wholes(candidates, type),
        whole ->
            partsOf(whole, parts)
                .map(part -> part.toBuilder().uses(whole).parent(whole).build())
                .toList());
  }

  /// The parts of those candidates that are of the type, as their users.
  static Reading<List<Use>> uses(
      List<Resource> candidates, String type, Function<Arn, List<Resource>> parts) {
    return Reading.each(
        wholes(candidates, type),
        whole ->
            partsOf(whole, parts).map(part -> Use.by(part.arn(), part.label(), whole)).toList());
  }

  /// None of a whole that is gone by now.
  private static Stream<Resource> partsOf(Arn whole, Function<Arn, List<Resource>> parts) {
    return Found.unless(ResourceNotFoundException.class, () -> Optional.of(parts.apply(whole)))
        .stream()
        .flatMap(List::stream);
  }

  private static List<Arn> wholes(List<Resource> candidates, String type) {
    return candidates.stream()
        .filter(resource -> resource.type().equals(type))
        .map(Resource::arn)
        .toList();
  }

  /// Deletes it, unless its status forbids that.
  static Deletion delete(Resource part, Consumer<String> delete) {
    var status = part.fact(Resource.STATUS);
    if (status.startsWith("DELETE") && !part.hasFailedToGo()) {
      return Deletion.ASKED;
    }
    if (isUnderWay(status)) {
      return atWork(status);
    }
    delete.accept(part.arn().toString());
    return Deletion.ASKED;
  }

  static Deletion atWork(String what) {
    return Deletion.atWork("Personalize", what, WORK);
  }
}
