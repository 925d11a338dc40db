package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/// Deleted with the shortest recovery window, a week: from the first moment on it is neither listed
/// nor billed, and can still be restored. A replica only goes through its primary.
record SecretsManagerSecret(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::SecretsManager::Secret";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("secretsmanager", "secret:")
          .actions(
              "secretsmanager:ListSecrets",
              "secretsmanager:DescribeSecret",
              "secretsmanager:RemoveRegionsFromReplication",
              "secretsmanager:DeleteSecret")
          .createdBy(
              Creation.answering("secretsmanager:CreateSecret", "aRN"),
              Creation.asking("secretsmanager:CreateSecret", "name"))
          .goesAfter("AWS::Events::Connection")
          .because("A connection's own secret goes with it, and nobody else may delete it.")
          .usesOf(KmsKey.TYPE, LambdaFunction.TYPE)
          .costs(CostClass.CENTS_A_MONTH)
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  private static final long RECOVERY_DAYS = 7;

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// What is scheduled for deletion the list leaves out.
  @Override
  public List<Resource> list(Place place) {
    return clients
        .secrets(place.region())
        .listSecretsPaginator(request -> request.maxResults(100))
        .stream()
        .flatMap(page -> page.secretList().stream())
        .filter(secret -> secret.deletedDate() == null)
        .collect(
            Items.each(
                secret -> {
                  var arn = Arn.of(secret.arn());
                  var resource =
                      Resource.of(TYPE, arn, place.region())
                          .name(secret.name())
                          .fact(
                              Resource.BACK,
                              "aws secretsmanager restore-secret --secret-id "
                                  + arn
                                  + " --region "
                                  + place.region())
                          .createdAt(secret.createdDate());
                  Optional.ofNullable(secret.owningService())
                      .ifPresent(
                          owner -> resource.guard("it belongs to " + owner + ", which deletes it"));
                  // Without the six letters that its ARN ends in, as who knows its name has it.
                  Ec2.alsoNamed(resource, place.arn("secretsmanager", "secret:" + secret.name()));
                  KmsKey.encrypt(resource, place, secret.kmsKeyId());
                  // By version or alias as well.
                  Answers.arn(secret.rotationLambdaARN())
                      .map(LambdaFunction::unqualified)
                      .ifPresent(resource::uses);
                  Optional.ofNullable(secret.primaryRegion())
                      .filter(primary -> !primary.equals(place.region()))
                      .map(
                          primary ->
                              new Arn(
                                  arn.partition(),
                                  arn.service(),
                                  primary,
                                  arn.account(),
                                  arn.resource()))
                      .ifPresent(resource::owner);
                  return resource.build();
                }));
  }

  private DescribeSecretResponse describe(Resource secret) {
    return clients
        .secrets(secret.region())
        .describeSecret(request -> request.secretId(secret.arn().toString()));
  }

  /// A replica goes with its primary, and needs the key of its own region as long as that stays.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(
        place,
        candidates,
        traits().order(),
        () ->
            Reading.of(
                Described.all(this, place).stream()
                    .map(secret -> secret.ownedBy(Optional.empty()))
                    .toList()));
  }

  @Override
  public Deletion delete(Resource secret, Deadline deadline) {
    var secrets = clients.secrets(secret.region());
    var arn = secret.arn().toString();
    var replicas =
        describe(secret).replicationStatus().stream().map(ReplicationStatusType::region).toList();
    if (!replicas.isEmpty()) {
      secrets.removeRegionsFromReplication(
          request -> request.secretId(arn).removeReplicaRegions(replicas));
      return new Deletion.Preparing("removing its replicas first", Duration.ofSeconds(30));
    }
    var deletion =
        secrets.deleteSecret(request -> request.secretId(arn).recoveryWindowInDays(RECOVERY_DAYS));
    return new Deletion.Scheduled(
        deletion.deletionDate(), "no longer billed; AWS deletes it for good");
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> secrets) {
    return Found.tags(
        secrets,
        secret -> describe(secret).tags().stream().collect(Tags.byKey(Tag::key, Tag::value)),
        ResourceNotFoundException.class);
  }
}
