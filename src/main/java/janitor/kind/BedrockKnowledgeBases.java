package janitor.kind;

import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.bedrockagent.model.DataDeletionPolicy;
import software.amazon.awssdk.services.bedrockagent.model.DataSource;
import software.amazon.awssdk.services.bedrockagent.model.DataSourceStatus;
import software.amazon.awssdk.services.bedrockagent.model.DataSourceType;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBase;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseStatus;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseSummary;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseType;

/// Knowledge bases of Bedrock, which cost nothing beside the store that their vectors are in, and
/// hold on to that, to buckets, secrets and roles.
///
/// The data sources go first, each told before to leave what it wrote (`RETAIN`): by default
/// Bedrock deletes that in the store, whoever's that is, and where the store or the role is gone
/// the data source stays as `DELETE_UNSUCCESSFUL` (user guide, "Delete a data source from your
/// Amazon Bedrock knowledge base"; ekristen/aws-nuke #431). What was written goes with the store.
record BedrockKnowledgeBases(BedrockAgents service) {
  static final String BASE = "AWS::Bedrock::KnowledgeBase";

  static final String WORD = "knowledge-base/";

  private static final String BEDROCK = "Bedrock";
  private static final Pattern VECTORS = Pattern.compile("^(bucket/[^/]+)/index/");

  Described.Row base() {
    return new Described.Row(
        Traits.of(BASE)
            .named(BedrockAgents.SERVICE, WORD)
            .physicalId(PhysicalId.after(BedrockAgents.SERVICE, WORD))
            .createdBy(
                Creation.answering("bedrock:CreateKnowledgeBase", "knowledgeBase.knowledgeBaseArn"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "bedrock:ListKnowledgeBases",
                "bedrock:GetKnowledgeBase",
                "bedrock:ListDataSources",
                "bedrock:GetDataSource",
                BedrockAgents.TAGS,
                "bedrock:UpdateDataSource",
                "bedrock:DeleteDataSource",
                "bedrock:DeleteKnowledgeBase")
            .usesOf(
                OpenSearch.COLLECTION,
                OpenSearch.DOMAIN,
                NeptuneGraph.GRAPH,
                Redshift.CLUSTER,
                RedshiftServerless.WORKGROUP,
                S3Bucket.TYPE,
                SecretsManagerSecret.TYPE,
                KmsKey.TYPE,
                Bedrock.CUSTOM_MODEL,
                Bedrock.THROUGHPUT,
                "AWS::S3Vectors::Index",
                "AWS::S3Vectors::VectorBucket")
            .usesOf(RdsEngine.types("DBCluster"))
            .takesRoles(BedrockAgents.SERVICE)
            .usualWait(FinalSnapshots.MINUTES)
            .build(),
        place ->
            service
                .at(place.region())
                .listKnowledgeBasesPaginator(_ -> {})
                .knowledgeBaseSummaries()
                .stream()
                .collect(Items.each(base -> base(place, base))),
        this::described,
        service::tags,
        this::delete);
  }

  /// Its list has neither its ARN nor its creation time.
  private static Resource base(Place place, KnowledgeBaseSummary told) {
    return Resource.of(
            BASE,
            place.arn(BedrockAgents.SERVICE, WORD + Items.told(told.knowledgeBaseId())),
            place.region())
        .fact(Described.NAME, Items.told(told.name()))
        .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
        .build();
  }

  private static String id(Resource base) {
    return base.arn().after(WORD);
  }

  private Optional<Resource> described(Place place, Resource one) {
    return BedrockAgents.there(
        () -> {
          var told = now(place, one);
          var base =
              one.toBuilder()
                  .createdAt(told.createdAt())
                  .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
                  .why(String.join(" ", told.failureReasons()));
          uses(place, base, told);
          if (told.knowledgeBaseConfiguration() != null
              && told.knowledgeBaseConfiguration().type()
                  == KnowledgeBaseType.UNKNOWN_TO_SDK_VERSION) {
            unknown(base, "its type", told.knowledgeBaseConfiguration().typeAsString());
          }
          sources(place, one)
              .forEach(
                  source -> {
                    uses(place, base, source);
                    if (typeOf(source) == DataSourceType.UNKNOWN_TO_SDK_VERSION) {
                      unknown(
                          base,
                          "the type of its data source " + source.name(),
                          source.dataSourceConfiguration().typeAsString());
                    }
                  });
          return base.build();
        });
  }

  private KnowledgeBase now(Place place, Resource base) {
    return service
        .at(place.region())
        .getKnowledgeBase(request -> request.knowledgeBaseId(id(base)))
        .knowledgeBase();
  }

  private List<DataSource> sources(Place place, Resource base) {
    var bedrock = service.at(place.region());
    return bedrock
        .listDataSourcesPaginator(request -> request.knowledgeBaseId(id(base)))
        .dataSourceSummaries()
        .stream()
        .flatMap(
            source ->
                BedrockAgents.there(
                    () ->
                        bedrock
                            .getDataSource(
                                request ->
                                    request
                                        .knowledgeBaseId(id(base))
                                        .dataSourceId(source.dataSourceId()))
                            .dataSource())
                    .stream())
        .toList();
  }

  private static @Nullable DataSourceType typeOf(DataSource source) {
    return source.dataSourceConfiguration() == null
        ? null
        : source.dataSourceConfiguration().type();
  }

  private static void unknown(Resource.Builder base, String what, String type) {
    base.guard(
        what + " is " + type + ", of which the janitor does not know what deleting it takes");
  }

  /// Whatever is named in how it is made, by ARN or by address: its role and its store, of which
  /// there are eight types, and their secrets, buckets, keys and models.
  private static void uses(Place place, Resource.Builder base, SdkPojo how) {
    texts(how)
        .forEach(
            text -> {
              S3Bucket.at(place, text).ifPresent(base::uses);
              Answers.arn(text)
                  .ifPresent(
                      arn -> {
                        base.uses(arn);
                        var index = VECTORS.matcher(arn.resource());
                        if (arn.names("s3vectors", "bucket/") && index.find()) {
                          base.uses(arn.sibling(index.group(1)));
                        }
                      });
            });
    if (how instanceof KnowledgeBase told) {
      warehouse(told).ifPresent(id -> base.uses(place.arn("redshift", "cluster:" + id)));
    }
  }

  static Stream<String> texts(@Nullable Object value) {
    return switch (value) {
      case String text -> Stream.of(text);
      case List<?> all -> all.stream().flatMap(BedrockKnowledgeBases::texts);
      case SdkPojo parts ->
          parts.sdkFields().stream().flatMap(field -> texts(field.getValueOrDefault(parts)));
      case null, default -> Stream.of();
    };
  }

  /// The one thing that is named by its name.
  private static Optional<String> warehouse(KnowledgeBase told) {
    return Optional.ofNullable(told.knowledgeBaseConfiguration())
        .flatMap(how -> Optional.ofNullable(how.sqlKnowledgeBaseConfiguration()))
        .flatMap(sql -> Optional.ofNullable(sql.redshiftConfiguration()))
        .flatMap(redshift -> Optional.ofNullable(redshift.queryEngineConfiguration()))
        .flatMap(engine -> Optional.ofNullable(engine.provisionedConfiguration()))
        .flatMap(cluster -> Optional.ofNullable(cluster.clusterIdentifier()));
  }

  private Deletion delete(Resource base) {
    var place = Place.of(base);
    var status = now(place, base).statusAsString();
    return switch (KnowledgeBaseStatus.fromValue(status)) {
      case DELETING -> Deletion.ASKED;
      case ACTIVE, FAILED, DELETE_UNSUCCESSFUL -> {
        var sources = sources(place, base);
        if (!sources.isEmpty()) {
          yield sources.stream()
              // Each is asked for, whatever stands in the way of another.
              .flatMap(source -> delete(place, source).stream())
              .toList()
              .stream()
              .findFirst()
              .orElseGet(
                  () ->
                      new Deletion.Preparing(
                          "deleting its data sources first", FinalSnapshots.MINUTES));
        }
        service.at(base.region()).deleteKnowledgeBase(request -> request.knowledgeBaseId(id(base)));
        yield Deletion.ASKED;
      }
      case null, default ->
          Deletion.atWork(BEDROCK, String.valueOf(status), FinalSnapshots.MINUTES);
    };
  }

  /// Asks for one to go, with the vectors left where they are.
  ///
  /// @return what stands in the way
  private Optional<Deletion> delete(Place place, DataSource source) {
    if (source.status() == DataSourceStatus.DELETING) {
      return Optional.empty();
    }
    var bedrock = service.at(place.region());
    // What is known of a warehouse's tables is in no store.
    var policy = source.dataDeletionPolicy();
    var isLeft =
        policy == DataDeletionPolicy.RETAIN
            || (policy == null && typeOf(source) == DataSourceType.REDSHIFT_METADATA);
    if (!isLeft) {
      // What is not said again is lost, or taken for a change that Bedrock refuses.
      bedrock.updateDataSource(
          request ->
              request
                  .knowledgeBaseId(source.knowledgeBaseId())
                  .dataSourceId(source.dataSourceId())
                  .name(source.name())
                  .description(source.description())
                  .dataSourceConfiguration(source.dataSourceConfiguration())
                  .serverSideEncryptionConfiguration(source.serverSideEncryptionConfiguration())
                  .vectorIngestionConfiguration(source.vectorIngestionConfiguration())
                  .dataDeletionPolicy(DataDeletionPolicy.RETAIN));
    }
    bedrock.deleteDataSource(
        request ->
            request.knowledgeBaseId(source.knowledgeBaseId()).dataSourceId(source.dataSourceId()));
    return isLeft && source.status() == DataSourceStatus.DELETE_UNSUCCESSFUL
        ? Optional.of(
            new Deletion.Stuck(
                "Bedrock could not delete its data source "
                    + source.name()
                    + ": "
                    + String.join(" ", source.failureReasons()),
                "it was asked once more; if it says so again, AWS's support can delete it"))
        : Optional.empty();
  }
}
