package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Pace;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// AWS lists and deletes one a second.
final class SesTemplate implements ResourceKind {
  static final String TYPE = "AWS::SES::Template";

  private final Clients clients;

  SesTemplate(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("ses:ListEmailTemplates", "ses:DeleteEmailTemplate");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack", "AWS::Lambda::Function");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("ses", "template/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.after("ses", "template/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .ses(place.region())
        .listEmailTemplatesPaginator(request -> request.pageSize(100))
        .stream()
        .flatMap(page -> page.templatesMetadata().stream())
        .map(
            template ->
                Resource.of(
                        TYPE,
                        place.arn("ses", "template/" + template.templateName()),
                        place.region())
                    .name(template.templateName())
                    .createdAt(template.createdTimestamp())
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource template, Deadline deadline) {
    clients
        .ses(template.region())
        .deleteEmailTemplate(request -> request.templateName(template.name()));
    return Deletion.ASKED;
  }

  @Override
  public Optional<Pace> pace() {
    return Optional.of(new Pace("ses:DeleteEmailTemplate", Duration.ofSeconds(1)));
  }
}
