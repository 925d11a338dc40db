package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentStatus;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentSummary;
import software.amazon.awssdk.services.sagemaker.model.ListInferenceComponentsRequest;

/// What serves models on an endpoint, a model each. "Delete inference components first" (developer
/// guide, "Delete Endpoints and Resources"): the console does so, the API leaves it to the caller
/// (aws/amazon-sagemaker-examples #3432).
///
/// They go with their endpoint, and seldom carry its tag: one that is kept, has a date of its own
/// or is another workshop's keeps it.
final class SageMakerComponents {
  private static final Duration MINUTES = Duration.ofMinutes(3);

  /// Of which the deletion is waited for, or what was asked for before it.
  private static final Set<String> AT_WORK = Set.of("Creating", "Updating", "Deleting");

  private final SageMaker service;
  private final FinalSnapshots workshop;

  /// @param workshop knows its tag
  SageMakerComponents(SageMaker service, FinalSnapshots workshop) {
    this.service = service;
    this.workshop = workshop;
  }

  private List<InferenceComponentSummary> all(Place place) {
    return place.once("SageMaker inference components", () -> listed(place, _ -> {}));
  }

  /// None where SageMaker does not know of them, as in regions that have endpoints alone
  /// (hashicorp/terraform-provider-aws #27258, aws-controllers-k8s/sagemaker-controller #269): it
  /// is asked twice before that is believed.
  private List<InferenceComponentSummary> listed(
      Place place, Consumer<ListInferenceComponentsRequest.Builder> which) {
    Supplier<Optional<List<InferenceComponentSummary>>> ask =
        () ->
            Answers.unless(
                "UnknownOperationException",
                () ->
                    service
                        .at(place.region())
                        .listInferenceComponentsPaginator(
                            request -> request.maxResults(100).applyMutation(which))
                        .inferenceComponents()
                        .stream()
                        .toList());
    return ask.get().or(ask).orElse(List.of());
  }

  /// The names of the models by the name of the endpoint.
  Map<String, List<String>> served(Place place) {
    return place.once(
        "models that inference components serve",
        () ->
            all(place).stream()
                .flatMap(
                    component ->
                        SageMaker.there(
                            () ->
                                service
                                    .at(place.region())
                                    .describeInferenceComponent(
                                        request ->
                                            request.inferenceComponentName(
                                                component.inferenceComponentName())))
                            .stream())
                .filter(
                    told ->
                        told.specification() != null && told.specification().modelName() != null)
                .collect(
                    Collectors.groupingBy(
                        told -> Items.told(told.endpointName()),
                        Collectors.mapping(
                            told -> told.specification().modelName(), Collectors.toList()))));
  }

  Resource guarded(Place place, Resource endpoint) {
    return whyKept(
            place,
            endpoint,
            all(place).stream().filter(one -> endpoint.name().equals(one.endpointName())))
        .map(endpoint::guarded)
        .orElse(endpoint);
  }

  private Optional<String> whyKept(
      Place place, Resource endpoint, Stream<InferenceComponentSummary> some) {
    return some.flatMap(
            one ->
                service
                    .tags(place, Arn.of(Items.told(one.inferenceComponentArn())))
                    .filter(tags -> keep(place, endpoint, tags))
                    .map(
                        _ ->
                            "its inference component "
                                + one.inferenceComponentName()
                                + ", which would go with it, carries "
                                + Tags.A_WORD)
                    .stream())
        .findFirst();
  }

  /// The endpoint itself may have no tag: one of a stack has its own word in the stack alone.
  private boolean keep(Place place, Resource endpoint, Tags tags) {
    return !tags.all().isEmpty()
        && workshop.isToStay(tags, service.tags(place, endpoint).orElse(Tags.NONE));
  }

  /// Before the endpoint, or its stack, is asked to go.
  Optional<Deletion> first(Resource endpoint) {
    var sageMaker = service.at(endpoint.region());
    var all = listed(Place.of(endpoint), request -> request.endpointNameEquals(endpoint.name()));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    var kept = whyKept(Place.of(endpoint), endpoint, all.stream());
    if (kept.isPresent()) {
      return Optional.of(
          new Deletion.Refused(
              kept.get(), "with its tag changed, or once it is deleted, the endpoint goes"));
    }
    var failed =
        all.stream().filter(SageMakerComponents::hasFailed).map(one -> told(endpoint, one));
    var why = failed.collect(Collectors.joining());
    all.stream()
        .filter(one -> !AT_WORK.contains(one.inferenceComponentStatusAsString()))
        .forEach(
            one ->
                SageMaker.there(
                    () ->
                        sageMaker.deleteInferenceComponent(
                            request ->
                                request.inferenceComponentName(one.inferenceComponentName()))));
    return Optional.of(
        new Deletion.Preparing("deleting its inference components first" + why, MINUTES));
  }

  private static boolean hasFailed(InferenceComponentSummary one) {
    return one.inferenceComponentStatus() == InferenceComponentStatus.FAILED;
  }

  /// One status for what could not be made and what could not be deleted (API reference,
  /// DescribeInferenceComponent).
  private String told(Resource endpoint, InferenceComponentSummary one) {
    return SageMaker.there(
            () ->
                service
                    .at(endpoint.region())
                    .describeInferenceComponent(
                        request -> request.inferenceComponentName(one.inferenceComponentName())))
        .map(now -> Optional.ofNullable(now.failureReason()).orElse("AWS does not say why"))
        .map(reason -> "; " + one.inferenceComponentName() + " is Failed: " + reason)
        .orElse("");
  }
}
