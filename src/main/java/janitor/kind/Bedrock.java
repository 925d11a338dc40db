package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelSummary;

/// Throughput of a model that is reserved, and bills for each unit by the hour, whoever asks.
///
/// Bedrock deletes none before the term that it was reserved for is over (API reference,
/// DeleteProvisionedModelThroughput): until then it is told with that date, and not asked for.
final class Bedrock {
  static final String THROUGHPUT = "AWS::Bedrock::ProvisionedModelThroughput";

  private static final String RESERVED_UNTIL = "reserved until";
  private static final Duration MINUTES = Duration.ofMinutes(3);

  private final Clients clients;
  private final Supplier<Instant> nightBegan;

  private Bedrock(Clients clients, Supplier<Instant> nightBegan) {
    this.clients = clients;
    this.nightBegan = nightBegan;
  }

  /// @param nightBegan what is reserved for longer than that is not asked for
  static List<ResourceKind> kinds(Clients clients, Supplier<Instant> nightBegan) {
    return List.of(new Described(new Bedrock(clients, nightBegan).throughput()));
  }

  private BedrockClient at(String region) {
    return clients.of(region, BedrockClient.class, BedrockClient::builder);
  }

  private Described.Row throughput() {
    return new Described.Row(
        Traits.of(THROUGHPUT)
            .named("bedrock", "provisioned-model/")
            .createdBy(
                Creation.answering(
                    "bedrock:CreateProvisionedModelThroughput", "provisionedModelArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "bedrock:ListProvisionedModelThroughputs",
                "bedrock:ListTagsForResource",
                "bedrock:DeleteProvisionedModelThroughput")
            .build(),
        place ->
            at(place.region())
                .listProvisionedModelThroughputsPaginator(request -> request.maxResults(100))
                .provisionedModelSummaries()
                .stream()
                .collect(Items.each(summary -> throughput(place, summary))),
        (place, one) ->
            Answers.unless(
                "ResourceNotFoundException",
                () ->
                    Tags.of(
                        at(place.region())
                            .listTagsForResource(
                                request -> request.resourceARN(one.arn().toString()))
                            .tags()
                            .stream()
                            .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())))),
        this::delete);
  }

  private static Resource throughput(Place place, ProvisionedModelSummary summary) {
    var resource =
        Resource.of(THROUGHPUT, Arn.of(Items.told(summary.provisionedModelArn())), place.region())
            .name(summary.provisionedModelName())
            .fact(Described.NAME, Items.told(summary.provisionedModelName()))
            .createdAt(summary.creationTime())
            .fact(Resource.STATUS, String.valueOf(summary.statusAsString()));
    Optional.ofNullable(summary.commitmentExpirationTime())
        .ifPresent(until -> resource.fact(RESERVED_UNTIL, until.toString()));
    Described.uses(
        resource,
        Stream.of(summary.modelArn(), summary.desiredModelArn()).flatMap(Stream::ofNullable));
    return resource.build();
  }

  private Deletion delete(Resource one) {
    var until = Optional.ofNullable(one.facts().get(RESERVED_UNTIL)).map(Instant::parse);
    if (until.filter(nightBegan.get()::isBefore).isPresent()) {
      return new Deletion.Refused(
          "it is reserved, and paid for, until " + until.get(),
          "Bedrock deletes it no sooner; the first night after that does");
    }
    if (List.of("Creating", "Updating").contains(one.fact(Resource.STATUS))) {
      return Deletion.atWork("Bedrock", one.fact(Resource.STATUS), MINUTES);
    }
    at(one.region())
        .deleteProvisionedModelThroughput(
            request -> request.provisionedModelId(one.arn().toString()));
    return Deletion.ASKED;
  }
}
