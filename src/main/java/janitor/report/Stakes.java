package janitor.report;

import janitor.plan.LiftProtection;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits.Flag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is at stake where a thing goes, or stays: the order in which every mail names things.
///
/// @param untaggable types that cannot carry a tag: what they come with is tagged instead
/// @param data types whose data no template brings back
/// @param costs what a forgotten one costs, by type
/// @param lift the protections that keep nothing, since a night lifts them
public record Stakes(
    Set<String> untaggable, Set<String> data, Map<String, CostClass> costs, LiftProtection lift) {

  private static final String STACK = "AWS::CloudFormation::Stack";

  public static Stakes of(List<ResourceKind> kinds, LiftProtection lift) {
    return new Stakes(
        types(kinds, kind -> !kind.traits().isTaggable()),
        types(kinds, kind -> kind.traits().is(Flag.HOLDS_DATA)),
        kinds.stream()
            .collect(
                Collectors.toMap(
                    ResourceKind::type, kind -> kind.traits().cost(), (first, _) -> first)),
        lift);
  }

  private static Set<String> types(List<ResourceKind> kinds, Predicate<ResourceKind> which) {
    return kinds.stream().filter(which).map(ResourceKind::type).collect(Collectors.toSet());
  }

  public boolean holdsData(Row row) {
    return data.contains(row.resource().type());
  }

  public CostClass cost(Row row) {
    var type = row.resource().type();
    return Optional.ofNullable(costs.get(type)).orElseGet(() -> UnknownCosts.of(type));
  }

  /// What it costs where that is worth a word.
  public Optional<String> price(Row row) {
    return Optional.of(cost(row)).filter(CostClass::isWorthAWord).map(CostClass::words);
  }

  /// What it is, in a few words each: type, contents, stack, region where there are several, price.
  Stream<String> about(Report report, Row row) {
    var resource = row.resource();
    return Stream.of(
            Optional.of(Words.type(resource)),
            Optional.ofNullable(resource.facts().get(Resource.HOLDS)),
            stack(resource).map(stack -> "stack " + stack),
            report.about().regions().size() > 1
                ? Optional.of(resource.region())
                : Optional.<String>empty(),
            price(row))
        .flatMap(Optional::stream)
        .map(words -> Words.clean(words, MailRow.LONGEST_NAME));
  }

  /// What cannot be brought back first, then what costs most.
  Comparator<Row> order() {
    return Comparator.comparing((Row row) -> !holdsData(row)).thenComparing(this::cost);
  }

  /// The stack that it came with, by name.
  static Optional<String> stack(Resource resource) {
    return resource
        .owner()
        .or(
            () ->
                Optional.ofNullable(resource.tags().all().get(Resource.STACK_ID_TAG))
                    .flatMap(Stakes::arn))
        .filter(arn -> arn.names("cloudformation", "stack/"))
        .map(arn -> arn.after("stack/"))
        .map(path -> path.contains("/") ? path.substring(0, path.indexOf('/')) : path)
        .or(() -> resource.type().equals(STACK) ? Optional.of(resource.name()) : Optional.empty());
  }

  private static Optional<Arn> arn(String text) {
    try {
      return Optional.of(Arn.of(text));
    } catch (IllegalArgumentException notAnArn) {
      return Optional.empty();
    }
  }
}
