package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/// An identity may have it as its default and then fails to send, hence it goes after the
/// identities. Its event destinations go with it.
final class SesConfigurationSet implements ResourceKind {
  static final String TYPE = "AWS::SES::ConfigurationSet";

  private final Clients clients;

  SesConfigurationSet(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("ses:ListConfigurationSets", "ses:DeleteConfigurationSet");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(
        "AWS::CloudFormation::Stack",
        "AWS::Cognito::UserPool",
        "AWS::Lambda::Function",
        "AWS::SES::EmailIdentity");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("ses", "configuration-set/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.after("ses", "configuration-set/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.ses(place.region()).listConfigurationSetsPaginator(_ -> {}).stream()
        .flatMap(page -> page.configurationSets().stream())
        .map(
            name ->
                Resource.of(TYPE, place.arn("ses", "configuration-set/" + name), place.region())
                    .name(name)
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource set, Deadline deadline) {
    clients
        .ses(set.region())
        .deleteConfigurationSet(request -> request.configurationSetName(set.name()));
    return Deletion.ASKED;
  }
}
