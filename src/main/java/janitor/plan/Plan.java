package janitor.plan;

import janitor.resource.Arn;
import janitor.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What goes in which wave, and what stays and why. Every resource of the inventory is in it once.
///
/// @param waves how far each step is from those that nothing comes before: to draw and to tell. No
///   step waits for a wave, but for what stands before it in one
/// @param refusal why nothing at all is deleted, though something is due
public record Plan(List<List<Step>> waves, List<Withheld> withheld, Optional<String> refusal) {

  /// One deletion.
  ///
  /// @param waitsFor what must be gone before, by ARN
  /// @param members what goes with it, if it is a stack or another whole
  public record Step(Judged judged, Set<Arn> waitsFor, List<Judged> members) {
    public Arn arn() {
      return judged.arn();
    }

    public Resource resource() {
      return judged.resource();
    }
  }

  /// One resource that stays.
  ///
  /// @param waitsFor what it waits for, where that is why
  public record Withheld(Judged judged, String reason, Set<Arn> waitsFor) {}

  public Stream<Step> steps() {
    return waves.stream().flatMap(List::stream);
  }

  /// All judgements, those of members included.
  public Stream<Judged> judged() {
    return Stream.concat(
        steps().flatMap(step -> Stream.concat(Stream.of(step.judged()), step.members().stream())),
        withheld.stream().map(Withheld::judged));
  }

  public Map<Arn, Judged> byArn() {
    return judged().collect(Collectors.toMap(Judged::arn, Function.identity(), (a, _) -> a));
  }

  /// The same with nothing that goes.
  ///
  /// @param reason why each of them stays
  /// @param refusal why nothing at all is deleted
  public Plan refused(String reason, String refusal) {
    var stays =
        steps()
            .flatMap(
                step ->
                    Stream.concat(
                        Stream.of(new Withheld(step.judged(), reason, Set.of())),
                        step.members().stream()
                            .map(
                                member ->
                                    new Withheld(
                                        member,
                                        "it goes with " + step.resource().label() + ", which stays",
                                        Set.of(step.arn())))));
    return new Plan(
        List.of(), Stream.concat(stays, withheld.stream()).toList(), Optional.of(refusal));
  }
}
