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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Where functions hand on what was asked of them without waiting for it, done or failed: a call
/// for each function tells (API reference of Lambda, ListFunctionEventInvokeConfigs), with those of
/// its versions and aliases. Asked only while a queue or a topic is to go. Nothing waits for which
/// of the two goes first.
record LambdaDestinations(Clients clients, Place place) {
  private static final Set<String> TAKE_IT = Set.of(SnsTopic.TYPE, SqsQueue.TYPE);

  Reading<List<Use>> uses(List<Resource> candidates, List<Resource> functions) {
    var wanted =
        candidates.stream()
            .filter(one -> TAKE_IT.contains(one.type()) && one.guard().isEmpty())
            .filter(one -> one.region().equals(place.region()))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (wanted.isEmpty()) {
      return Reading.of(List.of());
    }
    return Reading.each(
            functions,
            Resource::arn,
            function ->
                of(function.arn()).stream()
                    .filter(wanted::contains)
                    .map(to -> Use.by(function.arn(), "function " + function.name(), to))
                    .map(Use::unordered)
                    .toList())
        .blaming(_ -> wanted);
  }

  private Set<Arn> of(Arn function) {
    return Found.unless(
            ResourceNotFoundException.class,
            () ->
                Optional.of(
                    clients
                        .lambda(place.region())
                        .listFunctionEventInvokeConfigsPaginator(
                            request -> request.functionName(function.toString()).maxItems(50))
                        .functionEventInvokeConfigs()
                        .stream()
                        .map(FunctionEventInvokeConfig::destinationConfig)
                        .flatMap(Stream::ofNullable)
                        .flatMap(LambdaDestinations::ends)
                        .flatMap(text -> Answers.arn(text).stream())
                        .collect(Collectors.toSet())))
        .orElse(Set.of());
  }

  private static Stream<String> ends(DestinationConfig to) {
    return Stream.of(
            Optional.ofNullable(to.onFailure()).map(end -> end.destination()),
            Optional.ofNullable(to.onSuccess()).map(end -> end.destination()))
        .flatMap(Optional::stream);
  }
}
