package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;

/// An identity may have it as its default and then fails to send, hence it goes after the
/// identities. Its event destinations go with it.
record SesConfigurationSet(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SES::ConfigurationSet";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("ses", "configuration-set/")
          .physicalId(PhysicalId.after("ses", "configuration-set/"))
          .actions("ses:ListConfigurationSets", "ses:DeleteConfigurationSet")
          .createdBy(Creation.asking("ses:CreateConfigurationSet", "configurationSetName"))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.ses(place.region()).listConfigurationSetsPaginator(_ -> {}).stream()
        .flatMap(page -> page.configurationSets().stream())
        .collect(
            Items.each(
                name ->
                    Resource.of(TYPE, place.arn("ses", "configuration-set/" + name), place.region())
                        .name(name)
                        .build()));
  }

  @Override
  public Deletion delete(Resource set, Deadline deadline) {
    clients
        .ses(set.region())
        .deleteConfigurationSet(request -> request.configurationSetName(set.name()));
    return Deletion.ASKED;
  }
}
