package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/// What SageMaker leaves running: an endpoint by the hour, used or not, and a notebook.
///
/// SageMaker has no error of its own for what is not there: a `ValidationException` says "Could not
/// find" or "RecordNotFound". The configuration of a living endpoint goes without a word, and who
/// then looks cannot tell what the endpoint runs on (API reference, DeleteEndpointConfig):
/// endpoint, configuration, model, and the role last of all, which the endpoint works with to its
/// very end.
final class SageMaker {
  static final String ENDPOINT = "AWS::SageMaker::Endpoint";
  static final String ENDPOINT_CONFIG = "AWS::SageMaker::EndpointConfig";
  static final String MODEL = "AWS::SageMaker::Model";
  static final String NOTEBOOK = "AWS::SageMaker::NotebookInstance";

  static final String TAGS = "sagemaker:ListTags";
  private static final Duration MINUTES = Duration.ofMinutes(3);

  /// API reference, DescribeEndpoint: as long as one of these lasts, it refuses to be deleted.
  private static final Set<String> CHANGING =
      Set.of("Creating", "Updating", "SystemUpdating", "RollingBack");

  private final Clients clients;
  private final SageMakerComponents components;

  private SageMaker(Clients clients, FinalSnapshots workshop) {
    this.clients = clients;
    this.components = new SageMakerComponents(this, workshop);
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots workshop) {
    var service = new SageMaker(clients, workshop);
    return Stream.of(
            Stream.of(
                service.endpoint(), service.endpointConfig(), service.model(), service.notebook()),
            new SageMakerStudio(clients, service, workshop).rows(),
            new SageMakerFleets(service).rows(),
            new SageMakerJobs(service).rows(),
            new SageMakerSchedules(service).rows())
        .flatMap(rows -> rows)
        .<ResourceKind>map(Described::new)
        .toList();
  }

  SageMakerClient at(String region) {
    return at(clients, region);
  }

  static SageMakerClient at(Clients clients, String region) {
    return clients.of(region, SageMakerClient.class, SageMakerClient::builder);
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("sagemaker", word + "/")
        .physicalId(PhysicalId.after("sagemaker", word + "/"))
        .createdBy(creation(type.substring(type.lastIndexOf(':') + 1)));
  }

  /// `CreateModel` answers with a `modelArn`, and so do the others.
  private static Creation creation(String name) {
    return Creation.answering(
        "sagemaker:Create" + name,
        Character.toLowerCase(name.charAt(0)) + name.substring(1) + "Arn");
  }

  /// Nothing where SageMaker says that there is none: in words, or by a code that its newer parts
  /// have.
  static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless(
            "ResourceNotFound",
            () ->
                Answers.unless(
                    "ValidationException",
                    "Could not find",
                    () -> Answers.unless("ValidationException", "RecordNotFound", ask)))
        .flatMap(found -> found)
        .flatMap(found -> found);
  }

  static Resource.Builder resource(String type, Place place, String arn, String name) {
    return Resource.of(type, Arn.of(arn), place.region()).fact(Described.NAME, name);
  }

  Optional<Tags> tags(Place place, Resource resource) {
    return tags(place, resource.arn());
  }

  Optional<Tags> tags(Place place, Arn arn) {
    return there(
            () ->
                at(place.region())
                    .listTagsPaginator(request -> request.resourceArn(arn.toString()))
                    .tags()
                    .stream()
                    .collect(Tags.byKey(Tag::key, Tag::value)))
        .map(Tags::of);
  }

  private List<Resource> configs(Place place) {
    return place.once(
        "SageMaker endpoint configurations",
        () ->
            at(place.region())
                .listEndpointConfigsPaginator(request -> request.maxResults(100))
                .endpointConfigs()
                .stream()
                .collect(
                    Items.each(
                        config ->
                            resource(
                                    ENDPOINT_CONFIG,
                                    place,
                                    config.endpointConfigArn(),
                                    config.endpointConfigName())
                                .createdAt(config.creationTime())
                                .build())));
  }

  private List<Resource> models(Place place) {
    return place.once(
        "SageMaker models",
        () ->
            at(place.region())
                .listModelsPaginator(request -> request.maxResults(100))
                .models()
                .stream()
                .collect(
                    Items.each(
                        model ->
                            resource(MODEL, place, model.modelArn(), model.modelName())
                                .createdAt(model.creationTime())
                                .build())));
  }

  /// What names others by name uses those that the list has of that name.
  private static Resource using(Resource one, List<Resource> others, Stream<String> names) {
    var resource = one.toBuilder();
    names.forEach(
        name ->
            others.stream()
                .filter(other -> name.equals(other.fact(Described.NAME)))
                .map(Resource::arn)
                .forEach(resource::uses));
    return resource.build();
  }

  private Described.Row endpoint() {
    return new Described.Row(
            traits(ENDPOINT, "endpoint")
                .costs(CostClass.TENS_A_DAY)
                .actions(
                    "sagemaker:ListEndpoints",
                    "sagemaker:ListEndpointConfigs",
                    "sagemaker:DescribeEndpoint",
                    "sagemaker:ListInferenceComponents",
                    "sagemaker:DescribeInferenceComponent",
                    "sagemaker:ListModels",
                    TAGS,
                    "sagemaker:DeleteInferenceComponent",
                    "sagemaker:DeleteEndpoint",
                    // Which it asks for in the caller's name, of one that scales by itself
                    // (awslabs/stable-diffusion-aws-extension #161).
                    "application-autoscaling:DeregisterScalableTarget")
                .goesAfter(SageMakerSchedules.SCHEDULE)
                .because("SageMaker deletes no endpoint that a schedule watches.")
                .usesOf(ENDPOINT_CONFIG, MODEL)
                .flags(Traits.Flag.LIST_PROVES)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place ->
                at(place.region())
                    .listEndpointsPaginator(request -> request.maxResults(100))
                    .endpoints()
                    .stream()
                    .collect(
                        Items.each(
                            endpoint ->
                                resource(
                                        ENDPOINT,
                                        place,
                                        endpoint.endpointArn(),
                                        endpoint.endpointName())
                                    .createdAt(endpoint.creationTime())
                                    .fact(Resource.STATUS, endpoint.endpointStatusAsString())
                                    .build())),
            this::serving,
            this::tags,
            this::deleteEndpoint)
        .describing(
            (place, one) ->
                serving(place, one).map(endpoint -> components.guarded(place, endpoint)))
        .after(this::beforeEndpoint);
  }

  private Optional<Resource> serving(Place place, Resource one) {
    return there(
            () -> at(place.region()).describeEndpoint(request -> request.endpointName(one.name())))
        .map(told -> using(one, configs(place), Stream.of(told.endpointConfigName())))
        .map(endpoint -> withComponents(place, endpoint));
  }

  private Optional<Deletion> beforeEndpoint(Resource endpoint) {
    var status = endpoint.fact(Resource.STATUS);
    return CHANGING.contains(status) || status.equals("Deleting")
        ? Optional.empty()
        : components.first(endpoint);
  }

  /// The configuration of an endpoint that serves by inference components names no model: they do
  /// (API reference, InferenceComponentSpecification).
  private Resource withComponents(Place place, Resource endpoint) {
    var served = components.served(place).getOrDefault(endpoint.name(), List.of());
    return served.isEmpty() ? endpoint : using(endpoint, models(place), served.stream());
  }

  private Deletion deleteEndpoint(Resource endpoint) {
    var status = endpoint.fact(Resource.STATUS);
    if (CHANGING.contains(status)) {
      return Deletion.atWork("SageMaker", status, MINUTES);
    }
    if (!status.equals("Deleting")) {
      at(endpoint.region()).deleteEndpoint(request -> request.endpointName(endpoint.name()));
    }
    return Deletion.ASKED;
  }

  private Described.Row endpointConfig() {
    return new Described.Row(
        traits(ENDPOINT_CONFIG, "endpoint-config")
            .actions(
                "sagemaker:ListEndpointConfigs",
                "sagemaker:ListModels",
                "sagemaker:DescribeEndpointConfig",
                TAGS,
                "sagemaker:DeleteEndpointConfig")
            .goesAfter(ENDPOINT)
            .because("SageMaker forbids to delete one that a live endpoint serves by.")
            .usesOf(MODEL, KmsKey.TYPE)
            .takesRoles("sagemaker")
            .flags(Traits.Flag.LIST_PROVES)
            .build(),
        this::configs,
        (place, one) ->
            there(
                    () ->
                        at(place.region())
                            .describeEndpointConfig(
                                request -> request.endpointConfigName(one.name())))
                .map(
                    told -> {
                      var models =
                          Stream.concat(
                                  told.productionVariants().stream(),
                                  told.shadowProductionVariants().stream())
                              .flatMap(variant -> Stream.ofNullable(variant.modelName()));
                      var resource = using(one, models(place), models).toBuilder();
                      Described.uses(resource, Stream.ofNullable(told.executionRoleArn()));
                      KmsKey.encrypt(resource, place, keys(told));
                      return resource.build();
                    }),
        this::tags,
        config -> {
          at(config.region())
              .deleteEndpointConfig(request -> request.endpointConfigName(config.name()));
          return Deletion.ASKED;
        });
  }

  /// Of the volumes that its machines have, and of what they write down or answer into.
  private static Stream<String> keys(DescribeEndpointConfigResponse told) {
    return Stream.of(
            Stream.ofNullable(told.kmsKeyId()),
            Stream.ofNullable(told.dataCaptureConfig()).map(how -> how.kmsKeyId()),
            Stream.ofNullable(told.asyncInferenceConfig())
                .flatMap(how -> Stream.ofNullable(how.outputConfig()))
                .map(output -> output.kmsKeyId()))
        .flatMap(keys -> keys)
        .filter(Objects::nonNull);
  }

  private Described.Row model() {
    return new Described.Row(
        traits(MODEL, "model")
            .actions(
                "sagemaker:ListModels", TAGS, "sagemaker:DescribeModel", "sagemaker:DeleteModel")
            .takesRoles("sagemaker")
            .goesAfter(ENDPOINT_CONFIG)
            .because("An endpoint that is being made or updated by it fails without its model.")
            .flags(Traits.Flag.LIST_PROVES)
            .build(),
        this::models,
        (place, one) ->
            there(() -> at(place.region()).describeModel(request -> request.modelName(one.name())))
                .map(
                    told -> {
                      var resource = one.toBuilder();
                      Described.uses(resource, Stream.ofNullable(told.executionRoleArn()));
                      return resource.build();
                    }),
        this::tags,
        model -> {
          at(model.region()).deleteModel(request -> request.modelName(model.name()));
          return Deletion.ASKED;
        });
  }

  /// Its volume, with all that was not written elsewhere, goes with it.
  private Described.Row notebook() {
    return new Described.Row(
        traits(NOTEBOOK, "notebook-instance")
            .costs(CostClass.DOLLARS_A_DAY)
            .actions(
                "sagemaker:ListNotebookInstances",
                "sagemaker:DescribeNotebookInstance",
                TAGS,
                "sagemaker:StopNotebookInstance",
                "sagemaker:DeleteNotebookInstance")
            .usesOf(KmsKey.TYPE)
            .takesRoles("sagemaker")
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region())
                .listNotebookInstancesPaginator(request -> request.maxResults(100))
                .notebookInstances()
                .stream()
                .collect(
                    Items.each(
                        instance ->
                            resource(
                                    NOTEBOOK,
                                    place,
                                    instance.notebookInstanceArn(),
                                    instance.notebookInstanceName())
                                .createdAt(instance.creationTime())
                                .fact(Resource.STATUS, instance.notebookInstanceStatusAsString())
                                .build())),
        (place, one) ->
            there(
                    () ->
                        at(place.region())
                            .describeNotebookInstance(
                                request -> request.notebookInstanceName(one.name())))
                .map(
                    told -> {
                      var resource = one.toBuilder().why(told.failureReason());
                      Described.uses(resource, Stream.ofNullable(told.roleArn()));
                      KmsKey.encrypt(resource, place, told.kmsKeyId());
                      Described.standsIn(
                          resource,
                          place,
                          Stream.ofNullable(told.subnetId()),
                          told.securityGroups().stream());
                      return resource.build();
                    }),
        this::tags,
        this::deleteNotebook);
  }

  private Deletion deleteNotebook(Resource notebook) {
    var sageMaker = at(notebook.region());
    var name = notebook.name();
    return switch (notebook.fact(Resource.STATUS)) {
      case "Deleting" -> Deletion.ASKED;
      case "Stopped", "Failed" -> {
        sageMaker.deleteNotebookInstance(request -> request.notebookInstanceName(name));
        yield Deletion.ASKED;
      }
      case "InService" -> {
        sageMaker.stopNotebookInstance(request -> request.notebookInstanceName(name));
        yield new Deletion.Preparing("stopping it first, which takes minutes", MINUTES);
      }
      case String status -> Deletion.atWork("SageMaker", status, MINUTES);
    };
  }
}
