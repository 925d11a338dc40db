package janitor.kind;

import janitor.aws.Clients;
import janitor.aws.Verbatim;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.opensearch.OpenSearchClient;
import software.amazon.awssdk.services.opensearch.model.DomainStatus;
import software.amazon.awssdk.services.opensearchserverless.OpenSearchServerlessClient;
import software.amazon.awssdk.services.opensearchserverless.model.CollectionDetail;

/// A domain, by OpenSearch or Elasticsearch, and a serverless collection, which bills for two units
/// at least, asked or not: a knowledge base of Bedrock leaves one behind.
///
/// A domain tells no creation time (its `Created` is a boolean), but each part of its configuration
/// does ("The timestamp when the entity was created", OptionStatus in the API reference): that of
/// its version is never older. Its snapshots go with it.
final class OpenSearch {
  static final String DOMAIN = "AWS::OpenSearchService::Domain";
  static final String COLLECTION = "AWS::OpenSearchServerless::Collection";

  private static final String ID = "id";

  private final Clients clients;

  private OpenSearch(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new OpenSearch(clients);
    return List.of(new Described(service.domain()), new Described(service.collection()));
  }

  private OpenSearchClient at(String region) {
    return clients.of(region, OpenSearchClient.class, OpenSearchClient::builder);
  }

  private OpenSearchServerlessClient serverless(String region) {
    return clients.of(
        region, OpenSearchServerlessClient.class, OpenSearchServerlessClient::builder);
  }

  /// It is there, and told of as `Deleted`, until all of it is gone.
  private Described.Row domain() {
    return new Described.Row(
            Traits.of(DOMAIN)
                .named("es", "domain/")
                .aliases("AWS::Elasticsearch::Domain")
                .physicalId(PhysicalId.after("es", "domain/"))
                .createdBy(Creation.asking("es:CreateDomain", "domainName"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "es:ListDomainNames",
                    "es:DescribeDomain",
                    "es:DescribeDomainConfig",
                    "es:ListTags",
                    "es:DeleteDomain")
                .usesOf(CognitoIdentityPool.TYPE, CognitoUserPool.TYPE, KmsKey.TYPE)
                .takesRoles("es", "opensearchservice")
                .usualWait(Duration.ofSeconds(30))
                .build(),
            place ->
                at(place.region()).listDomainNames(_ -> {}).domainNames().stream()
                    .collect(
                        Items.each(
                            domain ->
                                Resource.of(
                                        DOMAIN,
                                        place.arn(
                                            "es", "domain/" + Items.told(domain.domainName())),
                                        place.region())
                                    .name(domain.domainName())
                                    .build())),
            this::asked,
            (place, resource) ->
                there(
                    () ->
                        Tags.of(
                            at(place.region())
                                .listTags(request -> request.arn(resource.arn().toString()))
                                .tagList()
                                .stream()
                                .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())))),
            Described.asking(
                resource ->
                    at(resource.region())
                        .deleteDomain(request -> request.domainName(resource.name()))))
        .describing((place, resource) -> asked(place, resource).flatMap(this::dated));
  }

  private Optional<Resource> asked(Place place, Resource one) {
    return there(
        () ->
            domain(
                place,
                one,
                at(place.region())
                    .describeDomain(request -> request.domainName(one.name()))
                    .domainStatus()));
  }

  private Optional<Resource> dated(Resource one) {
    return there(
        () -> {
          var version =
              at(one.region())
                  .describeDomainConfig(request -> request.domainName(one.name()))
                  .domainConfig()
                  .engineVersion();
          return one.toBuilder()
              .createdAt(version == null ? null : version.status().creationDate())
              .build();
        });
  }

  private static Resource domain(Place place, Resource one, DomainStatus told) {
    var resource = one.toBuilder();
    if (told.vpcOptions() != null) {
      Described.standsIn(
          resource,
          place,
          told.vpcOptions().subnetIds().stream(),
          told.vpcOptions().securityGroupIds().stream());
    }
    if (told.cognitoOptions() != null) {
      Stream.ofNullable(told.cognitoOptions().userPoolId())
          .forEach(id -> resource.uses(place.arn("cognito-idp", "userpool/" + id)));
      Stream.ofNullable(told.cognitoOptions().identityPoolId())
          .forEach(id -> resource.uses(place.arn("cognito-identity", "identitypool/" + id)));
      Described.uses(resource, Stream.ofNullable(told.cognitoOptions().roleArn()));
    }
    if (told.encryptionAtRestOptions() != null) {
      KmsKey.encrypt(resource, place, told.encryptionAtRestOptions().kmsKeyId());
    }
    Described.uses(
        resource,
        told.logPublishingOptionsAsStrings().values().stream()
            .flatMap(log -> Stream.ofNullable(log.cloudWatchLogsLogGroupArn()))
            .map(arn -> arn.replaceFirst(":\\*$", "")));
    return resource.build();
  }

  /// Its policies of encryption, network and access are free of charge, untagged, and may name
  /// others: they are left.
  private Described.Row collection() {
    return new Described.Row(
        Traits.of(COLLECTION)
            .named("aoss", "collection/")
            .physicalId(PhysicalId.after("aoss", "collection/"))
            .createdBy(Creation.answering("aoss:CreateCollection", "createCollectionDetail.arn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .usesOf(KmsKey.TYPE)
            .actions(
                "aoss:ListCollections",
                "aoss:BatchGetCollection",
                "aoss:ListTagsForResource",
                "aoss:DeleteCollection")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            serverless(place.region())
                .listCollectionsPaginator(request -> request.maxResults(100))
                .stream()
                .flatMap(page -> page.collectionSummaries().stream())
                .collect(
                    Items.each(
                        collection ->
                            Resource.of(
                                    COLLECTION,
                                    Arn.of(Items.told(collection.arn())),
                                    place.region())
                                .name(collection.name())
                                .fact(ID, Items.told(collection.id()))
                                .fact(Described.NAME, Items.told(collection.name()))
                                .fact(Resource.STATUS, String.valueOf(collection.statusAsString()))
                                .build())),
        this::collection,
        (place, resource) ->
            there(
                () ->
                    Tags.of(
                        serverless(place.region())
                            .listTagsForResource(
                                request -> request.resourceArn(resource.arn().toString()))
                            .tags()
                            .stream()
                            .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())))),
        Described.asking(
            resource ->
                serverless(resource.region())
                    .deleteCollection(request -> request.id(resource.fact(ID)))));
  }

  private Optional<Resource> collection(Place place, Resource one) {
    var protections = new HashMap<String, String>();
    var reading =
        Verbatim.readBy(answer -> protections.putAll(DeletionProtection.ofCollections(answer)));
    return serverless(place.region())
        .batchGetCollection(request -> request.ids(one.fact(ID)).overrideConfiguration(reading))
        .collectionDetails()
        .stream()
        .map(told -> collection(place, one, told))
        .map(
            told ->
                DeletionProtection.OF_COLLECTIONS
                    .guard(protections.get(one.arn().toString()))
                    .map(told::guarded)
                    .orElse(told))
        .findFirst();
  }

  private static Resource collection(Place place, Resource one, CollectionDetail told) {
    var resource = one.toBuilder().why(told.failureMessage());
    if (told.createdDate() != null) {
      resource.createdAt(Instant.ofEpochMilli(told.createdDate()));
    }
    KmsKey.encrypt(resource, place, told.kmsKeyArn());
    return resource.build();
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless("ResourceNotFoundException", ask);
  }
}
