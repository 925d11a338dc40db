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
import java.time.Duration;
import java.util.List;

/// AWS lists and deletes one a second.
record SesTemplate(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SES::Template";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("ses", "template/")
          .physicalId(PhysicalId.after("ses", "template/"))
          .actions("ses:ListEmailTemplates", "ses:DeleteEmailTemplate")
          .createdBy(Creation.asking("ses:CreateEmailTemplate", "templateName"))
          .pace("ses:DeleteEmailTemplate", Duration.ofSeconds(1))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .ses(place.region())
        .listEmailTemplatesPaginator(request -> request.pageSize(100))
        .stream()
        .flatMap(page -> page.templatesMetadata().stream())
        .collect(
            Items.each(
                template ->
                    Resource.of(
                            TYPE,
                            place.arn("ses", "template/" + Items.told(template.templateName())),
                            place.region())
                        .name(template.templateName())
                        .createdAt(template.createdTimestamp())
                        .build()));
  }

  @Override
  public Deletion delete(Resource template, Deadline deadline) {
    clients
        .ses(template.region())
        .deleteEmailTemplate(request -> request.templateName(template.name()));
    return Deletion.ASKED;
  }
}
