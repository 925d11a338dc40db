package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;

/// The ARN drops the slash that a hierarchical name begins with, so `/a` and `a` have the same; the
/// list tells the real names. A first version's last modification is its creation.
record SsmParameter(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SSM::Parameter";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("ssm", "parameter/")
          .physicalId(PhysicalId.of(SsmParameter::arn))
          .actions("ssm:DescribeParameters", "ssm:DeleteParameter")
          .createdBy(Creation.asking("ssm:PutParameter", "name").orFinding())
          .usesOf(KmsKey.TYPE)
          .costs(CostClass.CENTS_A_MONTH)
          .flags(Traits.Flag.HOLDS_DATA)
          .build();

  /// A filter takes 50 values, and an ARN may be that of two names.
  private static final int ARNS_A_CALL = 25;

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return described(place, List.of());
  }

  /// By name: an account may hold ten thousand. Namesakes are asked for together.
  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return arns.stream()
        .gather(Gatherers.windowFixed(ARNS_A_CALL))
        .map(some -> some.stream().flatMap(SsmParameter::names).toList())
        .map(
            names ->
                ParameterStringFilter.builder().key("Name").option("Equals").values(names).build())
        .map(filter -> Reading.ofList(() -> described(place, List.of(filter))))
        .reduce(Reading::both)
        .map(all -> Reading.among(all, arns))
        .orElseGet(() -> Reading.of(List.of()));
  }

  /// Of one level, a parameter has the same ARN with and without a slash before its name.
  private static Stream<String> names(Arn arn) {
    var name = arn.after("parameter/");
    return name.contains("/") ? Stream.of("/" + name) : Stream.of("/" + name, name);
  }

  private List<Resource> described(Place place, List<ParameterStringFilter> filters) {
    return clients
        .ssm(place.region())
        .describeParametersPaginator(request -> request.maxResults(50).parameterFilters(filters))
        .stream()
        .flatMap(page -> page.parameters().stream())
        .collect(
            Collectors.groupingBy(
                parameter -> Optional.ofNullable(parameter.name()).map(name -> arn(place, name))))
        .entrySet()
        .stream()
        .collect(
            Items.each(entry -> resource(place, entry.getKey().orElseThrow(), entry.getValue())));
  }

  static Arn arn(Place place, String name) {
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
    KmsKey.encrypt(resource, place, namesakes.stream().map(one -> one.keyId()));
    if (namesakes.size() > 1) {
      resource.guard("another parameter, " + namesakes.get(1).name() + ", has the same ARN");
    }
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfListed(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource parameter, Deadline deadline) {
    clients.ssm(parameter.region()).deleteParameter(request -> request.name(parameter.name()));
    return Deletion.ASKED;
  }
}
