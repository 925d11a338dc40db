package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;

/// A key cannot be deleted, only scheduled to be: after thirty days, free and reversible until
/// then, and in the tag index all the while. The last of all, for what it encrypted must stay
/// readable to be deletable. A multi-Region key has no date until its last replica is gone. Its
/// aliases would go with it (API reference, ScheduleKeyDeletion): they go early so that their names
/// are free for the next workshop, and where that fails KMS takes them along.
record KmsKey(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::KMS::Key";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("kms", "key/")
          .aliases("AWS::KMS::ReplicaKey")
          .physicalId(PhysicalId.after("kms", "key/"))
          .actions(
              "kms:ListKeys",
              "kms:ListAliases",
              "kms:DescribeKey",
              "kms:ListResourceTags",
              "kms:GetKeyPolicy",
              "kms:ListGrants",
              "kms:DeleteAlias",
              "kms:ScheduleKeyDeletion")
          .createdBy(Creation.answering("kms:CreateKey", "keyMetadata.arn"))
          .goesAfter(
              "AWS::DynamoDB::Backup",
              "AWS::DynamoDB::Table",
              "AWS::ECR::Repository",
              "AWS::Events::EventBus",
              "AWS::Lambda::Function",
              "AWS::Logs::LogGroup",
              "AWS::Personalize::DatasetGroup",
              "AWS::S3::Bucket",
              "AWS::SNS::Topic",
              "AWS::SQS::Queue",
              "AWS::SSM::Parameter",
              "AWS::SecretsManager::Secret",
              "AWS::StepFunctions::StateMachine")
          .because(
              "From the request on, nobody can read any more what it encrypts: what is still "
                  + "there may have to stay.")
          .usesOf(TYPE)
          .copiedBy(CloudFormationStack.TYPE, DynamoDbTable.TYPE, Fsx.FILE_SYSTEM)
          .costs(CostClass.DOLLARS_A_MONTH)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.NEEDED_UNSEEN)
          .build();

  private static final String ALIAS = "alias/";
  private static final int WINDOW_DAYS = 30;
  private static final Set<KeyState> ON_THEIR_WAY =
      Set.of(KeyState.PENDING_DELETION, KeyState.PENDING_REPLICA_DELETION);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// The key that something says it is encrypted with: by ARN, by id, or by one of its aliases.
  /// Nothing where it is AWS's own, of which OpenSearch says `auto`, Neptune Analytics
  /// `AWS_OWNED_KEY`, and Redshift Serverless `AWS_OWNED_KMS_KEY`.
  static Optional<Arn> named(Place place, @Nullable String text) {
    return Optional.ofNullable(text)
        .filter(key -> !key.isEmpty() && !key.equals("auto") && !key.startsWith("AWS_OWNED"))
        .map(
            key ->
                Answers.arn(key)
                    .orElseGet(() -> place.arn("kms", key.startsWith(ALIAS) ? key : "key/" + key)));
  }

  /// The keys that something says it is encrypted with are used by it: as RDS, EFS and others tell
  /// a key as whoever made the thing named it, which may be by its bare id (models of RDS,
  /// DBInstance, and of EFS, KmsKeyId).
  static void encrypt(Resource.Builder resource, Place place, @Nullable String... texts) {
    encrypt(resource, place, Stream.of(texts));
  }

  /// The same for as many as there are.
  static void encrypt(
      Resource.Builder resource, Place place, Stream<? extends @Nullable String> texts) {
    texts.flatMap(text -> named(place, text).stream()).forEach(resource::uses);
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .kms(place.region())
        .listKeysPaginator(request -> request.limit(1000))
        .keys()
        .stream()
        .collect(Items.each(key -> resource(place, Arn.of(key.keyArn())).build()));
  }

  private List<String> aliases(Place place, String keyId) {
    return place
        .once(
            "key aliases",
            () ->
                clients
                    .kms(place.region())
                    .listAliasesPaginator(request -> request.limit(100))
                    .aliases()
                    .stream()
                    .filter(alias -> alias.targetKeyId() != null)
                    .collect(Collectors.groupingBy(AliasListEntry::targetKeyId)))
        .getOrDefault(keyId, List.of())
        .stream()
        .map(AliasListEntry::aliasName)
        .toList();
  }

  private Resource.Builder resource(Place place, Arn arn) {
    var keyId = arn.after("key/");
    var aliases = aliases(place, keyId);
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(aliases.isEmpty() ? keyId : aliases.getFirst().replaceFirst("^alias/", ""))
            .fact("aliases", String.join(" ", aliases));
    Ec2.alsoNamed(
        resource, aliases.stream().map(alias -> place.arn("kms", alias)).toArray(Arn[]::new));
    if (aliases.stream().anyMatch(alias -> alias.startsWith("alias/aws/"))) {
      resource.guard("AWS manages it");
    }
    return resource;
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), NotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var key =
        clients
            .kms(place.region())
            .describeKey(request -> request.keyId(arn.toString()))
            .keyMetadata();
    if (ON_THEIR_WAY.contains(key.keyState())) {
      return Optional.empty();
    }
    var resource = resource(place, arn).createdAt(key.creationDate());
    if (key.keyManager() == KeyManagerType.AWS) {
      resource.guard("AWS manages it");
    }
    Replicas.note(
        resource,
        Stream.ofNullable(key.multiRegionConfiguration())
            .filter(regions -> arn.toString().equals(regions.primaryKey().arn()))
            .flatMap(regions -> regions.replicaKeys().stream())
            .map(replica -> Arn.of(replica.arn())));
    return Optional.of(resource.build());
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return Reading.of(Replicas.of(place, candidates, TYPE));
  }

  /// Whom its policy or a grant lets use it from elsewhere: nothing of this account tells what they
  /// encrypted with it, and from the request on they cannot read that.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PolicyGrant.uses(
        place,
        candidates,
        TYPE,
        key ->
            Stream.concat(
                PolicyGrant.of(policy(key), key.arn())
                    .map(
                        to ->
                            to.use(
                                key.arn(),
                                "and what they encrypted with it could not be read any more:"
                                    + " take them out of it first")),
                granted(key)));
  }

  /// A key has one policy, of that name (API reference, GetKeyPolicy).
  private @Nullable String policy(Resource key) {
    return clients
        .kms(key.region())
        .getKeyPolicy(request -> request.keyId(key.arn().toString()).policyName("default"))
        .policy();
  }

  private Stream<Use> granted(Resource key) {
    return clients
        .kms(key.region())
        .listGrantsPaginator(request -> request.keyId(key.arn().toString()).limit(100))
        .grants()
        .stream()
        .flatMap(grant -> Answers.arn(grant.granteePrincipal()).stream())
        .map(Arn::account)
        .filter(account -> !account.isEmpty() && !account.equals(key.arn().account()))
        .distinct()
        .map(
            account ->
                new Use(
                    PolicyGrant.account(account, key.arn()).to(),
                    "a grant lets the account "
                        + account
                        + " use it, and what they encrypted with it could not be read any more:"
                        + " revoke that first",
                    key.arn()));
  }

  @Override
  public Deletion delete(Resource key, Deadline deadline) {
    var kms = clients.kms(key.region());
    // The key first: one that may not go keeps its names.
    var at =
        kms.scheduleKeyDeletion(
                request -> request.keyId(key.arn().after("key/")).pendingWindowInDays(WINDOW_DAYS))
            .deletionDate();
    for (var alias : key.fact("aliases").split(" ", -1)) {
      if (!alias.isEmpty()) {
        Answers.beforehand(() -> kms.deleteAlias(request -> request.aliasName(alias)));
      }
    }
    // A primary key with replicas gets its date when the last of them is gone.
    return at == null
        ? Deletion.ASKED
        : new Deletion.Scheduled(at, "no longer billed; AWS deletes it for good");
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> keys) {
    return Found.tags(
        keys,
        key ->
            clients
                .kms(place.region())
                .listResourceTagsPaginator(request -> request.keyId(key.arn().toString()))
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::tagKey, Tag::tagValue)),
        NotFoundException.class);
  }
}
