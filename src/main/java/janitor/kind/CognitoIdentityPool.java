package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
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
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ResourceNotFoundException;

/// Neither a creation time nor a way to see who uses it; the roles that it hands out stay, and so
/// do the user pools whose people it lets in.
record CognitoIdentityPool(Clients clients, FrontDoors doors) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::Cognito::IdentityPool";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          // The id itself holds a colon: `<region>:<uuid>`.
          .named("cognito-identity", "identitypool/")
          .physicalId(PhysicalId.after("cognito-identity", "identitypool/"))
          .actions(
              "cognito-identity:ListIdentityPools",
              "cognito-identity:DescribeIdentityPool",
              "cognito-identity:GetIdentityPoolRoles",
              "cognito-identity:DeleteIdentityPool")
          .createdBy(Creation.answering("cognito-identity:CreateIdentityPool", "identityPoolId"))
          // Named as an identity provider, not as a service.
          .takesRoles("cognito-identity")
          .usesOf(CognitoUserPool.TYPE)
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  /// A user pool as a provider: `cognito-idp.<region>.amazonaws.com/<pool id>` (API reference,
  /// CognitoIdentityProvider).
  private static final Pattern PROVIDER = Pattern.compile("cognito-idp\\.[^/]+/(?<pool>[^/]+)");

  CognitoIdentityPool(Clients clients) {
    this(clients, new FrontDoors());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .identityPools(place.region())
        .listIdentityPoolsPaginator(request -> request.maxResults(60))
        .identityPools()
        .stream()
        .collect(
            Items.each(
                pool ->
                    Resource.of(
                            TYPE,
                            place.arn(
                                "cognito-identity",
                                "identitypool/" + Items.told(pool.identityPoolId())),
                            place.region())
                        .name(pool.identityPoolName())
                        .fact("id", pool.identityPoolId())
                        .build()));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return doors.uses(
        place,
        candidates,
        this,
        this::withRoles,
        pool -> userPools(place, pool),
        ResourceNotFoundException.class);
  }

  private Stream<String> userPools(Place place, Resource pool) {
    return describe(pool).cognitoIdentityProviders().stream()
        .flatMap(provider -> Stream.ofNullable(provider.providerName()))
        .map(PROVIDER::matcher)
        .filter(Matcher::matches)
        .map(userPool -> FrontDoors.pool(place, userPool.group("pool")));
  }

  private Resource withRoles(Resource pool) {
    var told =
        clients
            .identityPools(pool.region())
            .getIdentityPoolRoles(request -> request.identityPoolId(pool.fact("id")));
    var ofRules =
        told.roleMappings().values().stream()
            .flatMap(mapping -> Stream.ofNullable(mapping.rulesConfiguration()))
            .flatMap(rules -> rules.rules().stream())
            .map(rule -> rule.roleARN());
    var resource = pool.toBuilder();
    Described.uses(resource, Stream.concat(told.roles().values().stream(), ofRules));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource pool, Deadline deadline) {
    clients
        .identityPools(pool.region())
        .deleteIdentityPool(request -> request.identityPoolId(pool.fact("id")));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> pools) {
    return Found.tags(
        pools, pool -> describe(pool).identityPoolTags(), ResourceNotFoundException.class);
  }

  private DescribeIdentityPoolResponse describe(Resource pool) {
    return clients
        .identityPools(pool.region())
        .describeIdentityPool(request -> request.identityPoolId(pool.fact("id")));
  }
}
