package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;

/// The ARN drops the slash that a hierarchical name begins with, so `/a` and `a` have the same; the
/// list tells the real names. A first version's last modification is its creation.
final class SsmParameter implements ResourceKind {
  static final String TYPE = "AWS::SSM::Parameter";

  private final Clients clients;

  SsmParameter(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("ssm:DescribeParameters", "ssm:DeleteParameter");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack", "AWS::Lambda::Function", "AWS::Amplify::App");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("ssm", "parameter/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .ssm(place.region())
        .describeParametersPaginator(request -> request.maxResults(50))
        .stream()
        .flatMap(page -> page.parameters().stream())
        .collect(Collectors.groupingBy(parameter -> arn(place, parameter)))
        .entrySet()
        .stream()
        .map(entry -> resource(place, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Arn arn(Place place, ParameterMetadata parameter) {
    var name = parameter.name();
    return place.arn("ssm", "parameter" + (name.startsWith("/") ? "" : "/") + name);
  }

  private static Resource resource(Place place, Arn arn, List<ParameterMetadata> namesakes) {
    var parameter = namesakes.getFirst();
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(parameter.name())
            .modifiedAt(parameter.lastModifiedDate());
    if (Long.valueOf(1).equals(parameter.version())) {
      resource.createdAt(parameter.lastModifiedDate());
    }
    if (namesakes.size() > 1) {
      resource.guard("another parameter, " + namesakes.get(1).name() + ", has the same ARN");
    }
    return resource.build();
  }

  @Override
  public Deletion delete(Resource parameter, Deadline deadline) {
    clients.ssm(parameter.region()).deleteParameter(request -> request.name(parameter.name()));
    return Deletion.ASKED;
  }
}
