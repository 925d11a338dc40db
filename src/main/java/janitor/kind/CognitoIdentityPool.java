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
import java.util.stream.Stream;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.ResourceNotFoundException;

/// Neither a creation time nor a way to see who uses it; the roles that it hands out stay.
record CognitoIdentityPool(Clients clients) implements ResourceKind, OwnTags {
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
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

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
    return Described.usesOfEach(
        place, candidates, this, this::withRoles, ResourceNotFoundException.class);
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
