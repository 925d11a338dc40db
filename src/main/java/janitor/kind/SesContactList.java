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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sesv2.model.GetContactListResponse;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.Tag;

/// Takes all its contacts along; by default an account has one list.
record SesContactList(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::SES::ContactList";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("ses", "contact-list/")
          .physicalId(PhysicalId.after("ses", "contact-list/"))
          .actions("ses:ListContactLists", "ses:GetContactList", "ses:DeleteContactList")
          .createdBy(Creation.asking("ses:CreateContactList", "contactListName"))
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.ses(place.region()).listContactListsPaginator(_ -> {}).stream()
        .flatMap(page -> page.contactLists().stream())
        .collect(
            Items.each(
                list ->
                    Resource.of(
                            TYPE,
                            place.arn("ses", "contact-list/" + Items.told(list.contactListName())),
                            place.region())
                        .name(list.contactListName())
                        .modifiedAt(list.lastUpdatedTimestamp())
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), NotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var name = arn.after("contact-list/");
    return Optional.of(
        Resource.of(TYPE, arn, place.region())
            .name(name)
            .createdAt(contactList(place.region(), name).createdTimestamp())
            .build());
  }

  private GetContactListResponse contactList(String region, String name) {
    return clients.ses(region).getContactList(request -> request.contactListName(name));
  }

  @Override
  public Deletion delete(Resource list, Deadline deadline) {
    clients.ses(list.region()).deleteContactList(request -> request.contactListName(list.name()));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> lists) {
    return Found.tags(
        lists,
        list ->
            contactList(place.region(), list.name()).tags().stream()
                .collect(Tags.byKey(Tag::key, Tag::value)),
        NotFoundException.class);
  }
}
