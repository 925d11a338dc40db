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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CustomModelDeploymentSummary;
import software.amazon.awssdk.services.bedrock.model.ProvisionedModelSummary;

/// Throughput of a model that is reserved, and bills for each unit by the hour, whoever asks; and
/// models that people made themselves, with what serves them.
///
/// Bedrock deletes no throughput before the term that it was reserved for is over (API reference,
/// DeleteProvisionedModelThroughput): until then it is told with that date, and not asked for. A
/// model goes after what serves it, whoever's that is.
///
/// What Bedrock's marketplace starts is an endpoint of SageMaker's, with an ARN and tags of that
/// (API reference, CreateMarketplaceModelEndpoint; user guide, "Manage your endpoints"):
/// [SageMaker] deletes it, for IAM sees no tag where Bedrock is asked to
/// (`bedrock:DeleteMarketplaceModelEndpoint` is granted for all of them, or none: service
/// authorization reference). The registration that stays costs nothing.
final class Bedrock {
  static final String THROUGHPUT = "AWS::Bedrock::ProvisionedModelThroughput";
  static final String DEPLOYMENT = "AWS::Bedrock::CustomModelDeployment";
  static final String CUSTOM_MODEL = "AWS::Bedrock::CustomModel";
  static final String IMPORTED_MODEL = "AWS::Bedrock::ImportedModel";

  private static final String TAGS = "bedrock:ListTagsForResource";
  private static final String GONE = "ResourceNotFoundException";
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
    var service = new Bedrock(clients, nightBegan);
    return Stream.of(
            service.throughput(),
            service.deployment(),
            service.customModel(),
            service.importedModel())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private BedrockClient at(String region) {
    return clients.of(region, BedrockClient.class, BedrockClient::builder);
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Answers.unless(
        GONE,
        () ->
            Tags.of(
                at(place.region())
                    .listTagsForResource(request -> request.resourceARN(one.arn().toString()))
                    .tags()
                    .stream()
                    .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))));
  }

  /// Asks, unless Bedrock is at work on it.
  ///
  /// @param working its words for that
  private static Function<Resource, Deletion> asking(
      Function<Resource, Object> call, String... working) {
    return one ->
        List.of(working).contains(one.fact(Resource.STATUS))
            ? Deletion.atWork("Bedrock", one.fact(Resource.STATUS), MINUTES)
            : Described.asking(call).apply(one);
  }

  private static Resource.Builder resource(
      String type, Place place, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(Items.told(name))
        .fact(Described.NAME, Items.told(name));
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
                TAGS,
                "bedrock:DeleteProvisionedModelThroughput")
            .usesOf(CUSTOM_MODEL, IMPORTED_MODEL)
            .build(),
        place ->
            at(place.region())
                .listProvisionedModelThroughputsPaginator(request -> request.maxResults(100))
                .provisionedModelSummaries()
                .stream()
                .collect(Items.each(summary -> throughput(place, summary))),
        this::tags,
        this::delete);
  }

  private static Resource throughput(Place place, ProvisionedModelSummary summary) {
    var resource =
        resource(THROUGHPUT, place, summary.provisionedModelArn(), summary.provisionedModelName())
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
    return asking(
            throughput ->
                at(throughput.region())
                    .deleteProvisionedModelThroughput(
                        request -> request.provisionedModelId(throughput.arn().toString())),
            "Creating",
            "Updating")
        .apply(one);
  }

  private Described.Row deployment() {
    return new Described.Row(
        Traits.of(DEPLOYMENT)
            .named("bedrock", "custom-model-deployment/")
            .createdBy(
                Creation.answering(
                    "bedrock:CreateCustomModelDeployment", "customModelDeploymentArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "bedrock:ListCustomModelDeployments", TAGS, "bedrock:DeleteCustomModelDeployment")
            .usesOf(CUSTOM_MODEL)
            .usualWait(MINUTES)
            .build(),
        place ->
            at(place.region())
                .listCustomModelDeploymentsPaginator(request -> request.maxResults(100))
                .modelDeploymentSummaries()
                .stream()
                .collect(Items.each(summary -> deployment(place, summary))),
        this::tags,
        asking(
            one ->
                at(one.region())
                    .deleteCustomModelDeployment(
                        request -> request.customModelDeploymentIdentifier(one.arn().toString())),
            "Creating"));
  }

  private static Resource deployment(Place place, CustomModelDeploymentSummary summary) {
    var resource =
        resource(
                DEPLOYMENT,
                place,
                summary.customModelDeploymentArn(),
                summary.customModelDeploymentName())
            .createdAt(summary.createdAt())
            .fact(Resource.STATUS, String.valueOf(summary.statusAsString()));
    Described.uses(resource, Stream.ofNullable(summary.modelArn()));
    return resource.build();
  }

  private static Traits.Builder model(String type, String word) {
    return Traits.of(type)
        .named("bedrock", word)
        .costs(CostClass.DOLLARS_A_MONTH)
        .flags(Traits.Flag.LIST_PROVES, Traits.Flag.HOLDS_DATA)
        .usesOf(KmsKey.TYPE);
  }

  private Described.Row customModel() {
    return new Described.Row(
        model(CUSTOM_MODEL, "custom-model/")
            .createdBy(
                Creation.answering("bedrock:CreateCustomModel", "modelArn"),
                Creation.asking("bedrock:CreateModelCustomizationJob", "customModelName"))
            .actions(
                "bedrock:ListCustomModels",
                "bedrock:GetCustomModel",
                TAGS,
                "bedrock:DeleteCustomModel")
            .build(),
        place ->
            // Those that others share are theirs.
            at(place.region())
                .listCustomModelsPaginator(request -> request.isOwned(true).maxResults(100))
                .modelSummaries()
                .stream()
                .collect(
                    Items.each(
                        summary ->
                            resource(CUSTOM_MODEL, place, summary.modelArn(), summary.modelName())
                                .createdAt(summary.creationTime())
                                .fact(
                                    Resource.STATUS, String.valueOf(summary.modelStatusAsString()))
                                .build())),
        (place, one) ->
            encrypted(
                one,
                () ->
                    at(place.region())
                        .getCustomModel(request -> request.modelIdentifier(one.arn().toString()))
                        .modelKmsKeyArn()),
        this::tags,
        asking(
            one ->
                at(one.region())
                    .deleteCustomModel(request -> request.modelIdentifier(one.arn().toString())),
            "Creating"));
  }

  private Described.Row importedModel() {
    return new Described.Row(
        model(IMPORTED_MODEL, "imported-model/")
            .createdBy(Creation.asking("bedrock:CreateModelImportJob", "importedModelName"))
            .actions(
                "bedrock:ListImportedModels",
                "bedrock:GetImportedModel",
                TAGS,
                "bedrock:DeleteImportedModel")
            .build(),
        place ->
            at(place.region())
                .listImportedModelsPaginator(request -> request.maxResults(100))
                .modelSummaries()
                .stream()
                .collect(
                    Items.each(
                        summary ->
                            resource(IMPORTED_MODEL, place, summary.modelArn(), summary.modelName())
                                .createdAt(summary.creationTime())
                                .build())),
        (place, one) ->
            encrypted(
                one,
                () ->
                    at(place.region())
                        .getImportedModel(request -> request.modelIdentifier(one.arn().toString()))
                        .modelKmsKeyArn()),
        this::tags,
        Described.asking(
            one ->
                at(one.region())
                    .deleteImportedModel(
                        request -> request.modelIdentifier(one.arn().toString()))));
  }

  /// With the key that its data is encrypted by, unless it went meanwhile.
  private static Optional<Resource> encrypted(Resource one, Supplier<@Nullable String> key) {
    return Answers.unless(
        GONE,
        () -> {
          var resource = one.toBuilder();
          Described.uses(resource, Stream.ofNullable(key.get()));
          return resource.build();
        });
  }
}
