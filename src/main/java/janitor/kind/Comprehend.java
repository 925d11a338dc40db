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
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.comprehend.ComprehendClient;
import software.amazon.awssdk.services.comprehend.model.DocumentClassifierProperties;
import software.amazon.awssdk.services.comprehend.model.EndpointProperties;
import software.amazon.awssdk.services.comprehend.model.EntityRecognizerProperties;
import software.amazon.awssdk.services.comprehend.model.FlywheelProperties;
import software.amazon.awssdk.services.comprehend.model.FlywheelSummary;
import software.amazon.awssdk.services.comprehend.model.Tag;
import software.amazon.awssdk.services.comprehend.model.VpcConfig;

/// Models that people trained, the endpoints that serve them, which bill by the hour whether they
/// are asked or not, and the flywheels that train them on.
///
/// A model goes after its endpoints (API reference, DeleteEndpoint), and in the states alone that
/// training ends in: it is stopped first (DeleteDocumentClassifier, StopTrainingDocumentClassifier;
/// the same of recognizers). Each version of one is a model of its own, with its own ARN and tags.
/// CloudFormation has types of all these in few of the regions that Comprehend is in.
final class Comprehend {
  static final String CLASSIFIER = "AWS::Comprehend::DocumentClassifier";
  static final String RECOGNIZER = "AWS::Comprehend::EntityRecognizer";
  static final String CLASSIFIER_ENDPOINT = "AWS::Comprehend::DocumentClassifierEndpoint";
  static final String RECOGNIZER_ENDPOINT = "AWS::Comprehend::EntityRecognizerEndpoint";
  static final String FLYWHEEL = "AWS::Comprehend::Flywheel";

  private static final String CLASSIFIER_WORD = "document-classifier/";
  private static final String RECOGNIZER_WORD = "entity-recognizer/";
  private static final String TAGS = "comprehend:ListTagsForResource";
  private static final int PAGE = 100;
  private static final Duration MINUTES = Duration.ofMinutes(3);

  private final Clients clients;

  private Comprehend(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Comprehend(clients);
    return Stream.of(
            service.endpoint(
                CLASSIFIER_ENDPOINT, "document-classifier-endpoint/", List.of(CLASSIFIER)),
            service.endpoint(
                RECOGNIZER_ENDPOINT, "entity-recognizer-endpoint/", List.of(RECOGNIZER)),
            service.flywheel(),
            service.classifier(),
            service.recognizer())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private ComprehendClient at(String region) {
    return clients.of(region, ComprehendClient.class, ComprehendClient::builder);
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Answers.unless(
            "ResourceNotFoundException",
            () ->
                at(place.region())
                    .listTagsForResource(request -> request.resourceArn(one.arn().toString()))
                    .tags()
                    .stream()
                    .collect(Tags.byKey(Tag::key, Tag::value)))
        .map(Tags::of);
  }

  private static Resource.Builder resource(String type, Place place, @Nullable String arn) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region());
  }

  // Endpoints

  private Described.Row endpoint(String type, String word, List<String> models) {
    return new Described.Row(
        Traits.of(type)
            .named("comprehend", word)
            .physicalId(PhysicalId.ARN)
            .createdBy(Creation.answering("comprehend:CreateEndpoint", "endpointArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions("comprehend:ListEndpoints", TAGS, "comprehend:DeleteEndpoint")
            .usesOf(models.toArray(String[]::new))
            .usesOf(FLYWHEEL)
            .takesRoles("comprehend")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            endpoints(place).stream()
                .filter(
                    one ->
                        Answers.arn(one.endpointArn())
                            .map(arn -> arn.names("comprehend", word))
                            .orElse(true))
                .collect(Items.each(one -> endpoint(type, place, one))),
        this::tags,
        endpoint ->
            switch (endpoint.fact(Resource.STATUS)) {
              case "DELETING" -> Deletion.ASKED;
              case "CREATING", "UPDATING" -> atWork(endpoint);
              default -> {
                at(endpoint.region())
                    .deleteEndpoint(request -> request.endpointArn(endpoint.arn().toString()));
                yield Deletion.ASKED;
              }
            });
  }

  private List<EndpointProperties> endpoints(Place place) {
    return place.once(
        "Comprehend endpoints",
        () ->
            at(place.region()).listEndpointsPaginator(request -> request.maxResults(PAGE)).stream()
                .flatMap(page -> page.endpointPropertiesList().stream())
                .toList());
  }

  private static Resource endpoint(String type, Place place, EndpointProperties one) {
    var resource =
        resource(type, place, one.endpointArn())
            .createdAt(one.creationTime())
            .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
            .why(one.message());
    Described.uses(
        resource,
        Stream.of(
                one.modelArn(),
                one.desiredModelArn(),
                one.flywheelArn(),
                one.dataAccessRoleArn(),
                one.desiredDataAccessRoleArn())
            .flatMap(Stream::ofNullable));
    return resource.build();
  }

  private static Deletion atWork(Resource one) {
    return Deletion.atWork("Comprehend", one.fact(Resource.STATUS), MINUTES);
  }

  // Flywheels

  /// Its data lake and its models stay as it goes, and it does not while it runs an iteration
  /// (developer guide, "Configuring flywheels using the API").
  private Described.Row flywheel() {
    return new Described.Row(
        Traits.of(FLYWHEEL)
            .named("comprehend", "flywheel/")
            .physicalId(PhysicalId.ARN)
            .createdBy(Creation.answering("comprehend:CreateFlywheel", "flywheelArn"))
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "comprehend:ListFlywheels",
                "comprehend:DescribeFlywheel",
                TAGS,
                "comprehend:DeleteFlywheel")
            .usesOf(CLASSIFIER, RECOGNIZER, KmsKey.TYPE, S3Bucket.TYPE)
            .takesRoles("comprehend")
            .usualWait(Duration.ofSeconds(10))
            .build(),
        place ->
            at(place.region()).listFlywheelsPaginator(request -> request.maxResults(PAGE)).stream()
                .flatMap(page -> page.flywheelSummaryList().stream())
                .collect(Items.each(one -> flywheel(place, one))),
        this::working,
        this::tags,
        flywheel ->
            switch (flywheel.fact(Resource.STATUS)) {
              case "DELETING" -> Deletion.ASKED;
              case "CREATING", "UPDATING" -> atWork(flywheel);
              default -> {
                at(flywheel.region())
                    .deleteFlywheel(request -> request.flywheelArn(flywheel.arn().toString()));
                yield Deletion.ASKED;
              }
            });
  }

  private static Resource flywheel(Place place, FlywheelSummary one) {
    var resource =
        resource(FLYWHEEL, place, one.flywheelArn())
            .createdAt(one.creationTime())
            .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
            .why(one.message());
    Described.uses(resource, Stream.ofNullable(one.activeModelArn()));
    Optional.ofNullable(one.dataLakeS3Uri())
        .flatMap(uri -> S3Bucket.at(place, uri))
        .ifPresent(resource::uses);
    return resource.build();
  }

  private Optional<Resource> working(Place place, Resource one) {
    return Answers.unless(
            "ResourceNotFoundException",
            () ->
                at(place.region())
                    .describeFlywheel(request -> request.flywheelArn(one.arn().toString()))
                    .flywheelProperties())
        .map(told -> working(place, one, told));
  }

  private static Resource working(Place place, Resource one, FlywheelProperties told) {
    var resource = one.toBuilder();
    Described.uses(resource, Stream.ofNullable(told.dataAccessRoleArn()));
    Optional.ofNullable(told.dataSecurityConfig())
        .ifPresent(
            how -> {
              KmsKey.encrypt(
                  resource,
                  place,
                  how.modelKmsKeyId(),
                  how.volumeKmsKeyId(),
                  how.dataLakeKmsKeyId());
              standsIn(resource, place, how.vpcConfig());
            });
    return resource.build();
  }

  // Models

  private Described.Row classifier() {
    return new Described.Row(
        model(CLASSIFIER, CLASSIFIER_WORD, CLASSIFIER_ENDPOINT)
            .createdBy(
                Creation.answering("comprehend:CreateDocumentClassifier", "documentClassifierArn"))
            .actions(
                "comprehend:ListDocumentClassifiers",
                TAGS,
                "comprehend:StopTrainingDocumentClassifier",
                "comprehend:DeleteDocumentClassifier")
            .build(),
        place ->
            at(place.region())
                .listDocumentClassifiersPaginator(request -> request.maxResults(PAGE))
                .stream()
                .flatMap(page -> page.documentClassifierPropertiesList().stream())
                .collect(Items.each(one -> classifier(place, one))),
        this::tags,
        model ->
            delete(
                model,
                (comprehend, arn) ->
                    comprehend.stopTrainingDocumentClassifier(
                        request -> request.documentClassifierArn(arn)),
                (comprehend, arn) ->
                    comprehend.deleteDocumentClassifier(
                        request -> request.documentClassifierArn(arn))));
  }

  private static Resource classifier(Place place, DocumentClassifierProperties one) {
    var resource =
        model(CLASSIFIER, place, one.documentClassifierArn())
            .createdAt(one.submitTime())
            .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
            .why(one.message());
    Described.uses(resource, Stream.ofNullable(one.dataAccessRoleArn()));
    KmsKey.encrypt(resource, place, one.modelKmsKeyId(), one.volumeKmsKeyId());
    Optional.ofNullable(one.outputDataConfig())
        .ifPresent(to -> KmsKey.encrypt(resource, place, to.kmsKeyId()));
    standsIn(resource, place, one.vpcConfig());
    return resource.build();
  }

  private Described.Row recognizer() {
    return new Described.Row(
        model(RECOGNIZER, RECOGNIZER_WORD, RECOGNIZER_ENDPOINT)
            .createdBy(
                Creation.answering("comprehend:CreateEntityRecognizer", "entityRecognizerArn"))
            .actions(
                "comprehend:ListEntityRecognizers",
                TAGS,
                "comprehend:StopTrainingEntityRecognizer",
                "comprehend:DeleteEntityRecognizer")
            .build(),
        place ->
            at(place.region())
                .listEntityRecognizersPaginator(request -> request.maxResults(PAGE))
                .stream()
                .flatMap(page -> page.entityRecognizerPropertiesList().stream())
                .collect(Items.each(one -> recognizer(place, one))),
        this::tags,
        model ->
            delete(
                model,
                (comprehend, arn) ->
                    comprehend.stopTrainingEntityRecognizer(
                        request -> request.entityRecognizerArn(arn)),
                (comprehend, arn) ->
                    comprehend.deleteEntityRecognizer(
                        request -> request.entityRecognizerArn(arn))));
  }

  private static Resource recognizer(Place place, EntityRecognizerProperties one) {
    var resource =
        model(RECOGNIZER, place, one.entityRecognizerArn())
            .createdAt(one.submitTime())
            .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
            .why(one.message());
    Described.uses(resource, Stream.ofNullable(one.dataAccessRoleArn()));
    KmsKey.encrypt(resource, place, one.modelKmsKeyId(), one.volumeKmsKeyId());
    standsIn(resource, place, one.vpcConfig());
    return resource.build();
  }

  private static Traits.Builder model(String type, String word, String endpoint) {
    return Traits.of(type)
        .named(modelOrVersion(word))
        .physicalId(PhysicalId.ARN)
        .goesAfter(endpoint, FLYWHEEL)
        .because("Comprehend deletes no model that an endpoint or a flywheel works with.")
        .costs(CostClass.CENTS_A_MONTH)
        .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
        .usesOf(KmsKey.TYPE)
        .takesRoles("comprehend")
        .usualWait(Duration.ofSeconds(10));
  }

  /// `document-classifier/NAME`, and `document-classifier/NAME/version/VERSION`.
  private static Predicate<Arn> modelOrVersion(String word) {
    return arn -> {
      if (!arn.names("comprehend", word)) {
        return false;
      }
      var path = arn.after(word).split("/", -1);
      return path.length == 1 || (path.length == 3 && path[1].equals("version"));
    };
  }

  /// By its name and its version's: versions of several may be called the same.
  private static Resource.Builder model(String type, Place place, @Nullable String told) {
    var resource = resource(type, place, told);
    var path = Arn.of(Items.told(told)).resource().split("/", -1);
    return path.length == 4 ? resource.fact(Described.NAME, path[1] + "/" + path[3]) : resource;
  }

  private static void standsIn(Resource.Builder resource, Place place, @Nullable VpcConfig in) {
    if (in != null) {
      Described.standsIn(resource, place, in.subnets().stream(), in.securityGroupIds().stream());
    }
  }

  /// Training that is only queued cannot be stopped yet.
  private Deletion delete(
      Resource model,
      BiConsumer<ComprehendClient, String> stop,
      BiConsumer<ComprehendClient, String> delete) {
    return switch (model.fact(Resource.STATUS)) {
      case "DELETING" -> Deletion.ASKED;
      case "TRAINING" -> {
        stop.accept(at(model.region()), model.arn().toString());
        yield new Deletion.Preparing("stopping its training first, which takes minutes", MINUTES);
      }
      case "SUBMITTED", "STOP_REQUESTED" -> atWork(model);
      default -> {
        delete.accept(at(model.region()), model.arn().toString());
        yield Deletion.ASKED;
      }
    };
  }
}
