package janitor.plan;

import static janitor.plan.Given.arn;
import static janitor.plan.Given.resource;
import static janitor.plan.Given.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Plan.Step;
import janitor.resource.Resource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final String FUNCTION = "AWS::Lambda::Function";
  private static final String ROLE = "AWS::IAM::Role";

  private final Given given = new Given();

  private static UnaryOperator<Resource.Builder> uses(String... names) {
    return builder -> {
      for (var name : names) {
        builder.uses(arn(name));
      }
      return builder;
    };
  }

  @Test
  void nothingFoundNothingPlanned() {
    assertThat(given.plan().waves()).isEmpty();
    assertThat(given.plan().withheld()).isEmpty();
  }

  @Test
  void strangersGoTogether() {
    assertThat(given.due("a", "b", "c").waves()).containsExactly(Set.of("a", "b", "c"));
  }

  @Test
  void theUserGoesBeforeTheUsed() {
    given.due("rule", uses("bus")).due("bus").due("mapping", uses("rule"));
    assertThat(given.waves()).containsExactly(Set.of("mapping"), Set.of("rule"), Set.of("bus"));
  }

  @Test
  void stepsKnowWhatTheyWaitFor() {
    given.due("rule", uses("bus")).due("bus");
    assertThat(given.plan().steps().filter(step -> step.arn().equals(arn("bus"))))
        .singleElement()
        .extracting(Step::waitsFor)
        .isEqualTo(Set.of(arn("rule")));
  }

  @Test
  void theUsedStaysWithItsUser() {
    given
        .due("rule", builder -> uses("bus").apply(tagged(Rules.KEEP_TAG, "").apply(builder)))
        .due("bus");
    assertThat(given.waves()).isEmpty();
    assertThat(given.withheld().get("bus")).contains("rule").contains("stays");
  }

  @Test
  void stayingSpreadsAlongReferences() {
    given
        .due("a", builder -> uses("b").apply(tagged(Rules.KEEP_TAG, "").apply(builder)))
        .due("b", uses("c"))
        .due("c")
        .due("d");
    assertThat(given.waves()).containsExactly(Set.of("d"));
    assertThat(given.withheld()).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void whatAKeptOneIsUsedByGoesAllTheSame() {
    given.due("rule", uses("bus")).due("bus", tagged(Rules.KEEP_TAG, ""));
    assertThat(given.waves()).containsExactly(Set.of("rule"));
  }

  @Test
  void usedByASurvivorItStays() {
    given.due("layer").used("layer", "elsewhere");
    assertThat(given.waves()).isEmpty();
    assertThat(given.withheld().get("layer")).isEqualTo("it is still used by function elsewhere");
  }

  @Test
  void usedByWhatGoesTooItGoesAfterwards() {
    given.due("function").due("layer").used("layer", "function");
    assertThat(given.waves()).containsExactly(Set.of("function"), Set.of("layer"));
  }

  @Test
  void aSurvivorsUseOfAMemberWithholdsTheStack() {
    given
        .due("stack")
        .due("layer", builder -> builder.owner(arn("stack")))
        .used("layer", "elsewhere");
    assertThat(given.waves()).isEmpty();
    assertThat(given.withheld()).containsOnlyKeys("layer", "stack");
  }

  @Test
  void cycleIsWithheld() {
    given.due("a", uses("b")).due("b", uses("a")).due("c");
    assertThat(given.waves()).containsExactly(Set.of("c"));
    assertThat(given.withheld().get("a")).contains("circle").contains("Fake Thing b");
    assertThat(given.withheld().get("b")).contains("circle").contains("Fake Thing a");
  }

  @Test
  void whatWaitsForACycleIsWithheldAndNamesIt() {
    given.due("a", uses("b", "behind")).due("b", uses("a")).due("behind", uses("further"));
    given.due("further");
    assertThat(given.waves()).isEmpty();
    assertThat(given.withheld().get("behind"))
        .contains("waits for a circle")
        .contains("Fake Thing");
    assertThat(given.withheld()).containsOnlyKeys("a", "b", "behind", "further");
  }

  @Test
  void whatACycleWaitsForGoes() {
    given.due("first", uses("a")).due("a", uses("b")).due("b", uses("a"));
    assertThat(given.waves()).containsExactly(Set.of("first"));
  }

  @Test
  void aReferenceToItselfIsNoCycle() {
    assertThat(given.due("a", uses("a")).waves()).containsExactly(Set.of("a"));
  }

  @Test
  void membersThatReferToEachOtherAreNoCycle() {
    given
        .due("stack")
        .due("a", builder -> uses("b").apply(builder.owner(arn("stack"))))
        .due("b", builder -> uses("a").apply(builder.owner(arn("stack"))));
    assertThat(given.waves()).containsExactly(Set.of("stack"));
  }

  @Test
  void twoStacksThatUseEachOtherAreACycle() {
    given
        .due("one", "two")
        .due("a", builder -> uses("b").apply(builder.owner(arn("one"))))
        .due("b", builder -> uses("a").apply(builder.owner(arn("two"))));
    assertThat(given.waves()).isEmpty();
    assertThat(given.withheld()).containsOnlyKeys("one", "two", "a", "b");
  }

  @Test
  void whoUsesAMemberGoesBeforeTheStack() {
    given.due("stack").due("bus", builder -> builder.owner(arn("stack"))).due("rule", uses("bus"));
    assertThat(given.waves()).containsExactly(Set.of("rule"), Set.of("stack"));
  }

  @Test
  void aChildGoesAfterItsParentUnlessItUsesIt() {
    given
        .due("function")
        .due("log", builder -> builder.parent(arn("function")))
        .due("mapping", builder -> builder.parent(arn("function")).uses(arn("function")));
    assertThat(given.waves()).containsExactly(Set.of("mapping"), Set.of("function"), Set.of("log"));
  }

  @Test
  void whatTwoLeaveBehindStaysWithEither() {
    given
        .due("f", builder -> builder.leaves(arn("log")))
        .due("kept", builder -> tagged(Rules.KEEP_TAG, "").apply(builder).leaves(arn("log")))
        .due("log", builder -> builder.parent(arn("f")));
    assertThat(given.waves()).containsExactly(Set.of("f"));
    assertThat(given.withheld()).containsOnlyKeys("kept", "log");
  }

  @Test
  void aChildOfWhatIsUsedByASurvivorStays() {
    given
        .due("function")
        .due("mapping", builder -> builder.parent(arn("function")).uses(arn("function")))
        .used("function", "elsewhere");
    assertThat(given.waves()).isEmpty();
  }

  @Test
  void aChildOfWhatIsInACycleStaysThoughItWouldGoFirst() {
    given
        .due("a", uses("b"))
        .due("b", uses("a"))
        .due("mapping", builder -> builder.parent(arn("a")).uses(arn("a")));
    assertThat(given.waves()).isEmpty();
  }

  @Test
  void typesOrderWhatDoesNotKnowEachOther() {
    given.type(ROLE, FUNCTION).dueOf(ROLE, "role").dueOf(FUNCTION, "f").due("other");
    assertThat(given.waves()).containsExactly(Set.of("f", "other"), Set.of("role"));
  }

  @Test
  void typesThatStayHoldNobodyUp() {
    given.type(ROLE, FUNCTION).dueOf(ROLE, "role");
    given.with(resource(FUNCTION, "f", tagged(Rules.KEEP_TAG, "")));
    assertThat(given.waves()).containsExactly(Set.of("role"));
  }

  @Test
  void instancesKnowBetterThanTypes() {
    given.type(ROLE, FUNCTION).dueOf(FUNCTION, "f");
    given.with(resource(ROLE, "role", uses("f")));
    assertThat(given.waves()).containsExactly(Set.of("role"), Set.of("f"));
  }

  @Test
  void aContradictionBetweenTwoLetsNoThirdJumpTheQueue() {
    given.type(ROLE, FUNCTION).dueOf(FUNCTION, "f").dueOf(ROLE, "bystander");
    given.with(resource(ROLE, "role", uses("f")));
    assertThat(given.waves()).containsExactly(Set.of("role"), Set.of("f"), Set.of("bystander"));
  }

  @Test
  void typesInACircleStillGo() {
    given.type(ROLE, FUNCTION).type(FUNCTION, ROLE).dueOf(FUNCTION, "f").dueOf(ROLE, "role");
    assertThat(given.waves()).containsExactly(Set.of("f", "role"));
  }

  @Test
  void aTypeMayNameItself() {
    assertThat(given.type(ROLE, ROLE).dueOf(ROLE, "role").waves()).containsExactly(Set.of("role"));
  }

  @Test
  void moreThanMaxDeletionsDeletesNothingAndSaysHowToGoOn() {
    var plan = given.due("a", "b", "c").atMost(2).plan();
    assertThat(plan.waves()).isEmpty();
    assertThat(plan.refusal().orElseThrow()).contains("3").contains("MaxDeletions (2)");
    assertThat(plan.withheld()).hasSize(3);
  }

  @Test
  void exactlyMaxDeletionsGo() {
    assertThat(given.due("a", "b").atMost(2).plan().steps()).hasSize(2);
  }

  @Test
  void membersCount() {
    given
        .due("stack")
        .due("m1", builder -> builder.owner(arn("stack")))
        .due("m2", builder -> builder.owner(arn("stack")));
    assertThat(given.atMost(2).plan().refusal()).isPresent();
    assertThat(given.atMost(3).plan().refusal()).isEmpty();
  }

  @Test
  void membersThatNoScanSawCountToo() {
    assertThat(given.due("stack", builder -> builder.size(40)).atMost(39).plan().refusal())
        .isPresent();
  }

  @Test
  void whatStaysDoesNotCount() {
    given.due("a").due("b", tagged(Rules.KEEP_TAG, "")).atMost(1);
    assertThat(given.plan().refusal()).isEmpty();
  }

  @Test
  void everythingFoundIsInThePlanOnce() {
    given
        .due("stack", "alone")
        .due("member", builder -> builder.owner(arn("stack")))
        .due("kept", builder -> tagged(Rules.KEEP_TAG, "").apply(uses("used").apply(builder)))
        .due("used")
        .due("x", uses("y"))
        .due("y", uses("x"));
    assertThat(given.plan().judged().map(judged -> judged.resource().name()))
        .containsExactlyInAnyOrder("stack", "alone", "member", "kept", "used", "x", "y");
  }

  @Test
  void theSameInventoryInAnyOrderMakesTheSamePlan() {
    var random = new Random(42);
    given.type(ROLE, FUNCTION);
    for (int i = 0; i < 60; i++) {
      var name = "r" + i;
      var type = List.of("AWS::Fake::Thing", FUNCTION, ROLE).get(random.nextInt(3));
      var used = "r" + random.nextInt(60);
      var owner = "r" + random.nextInt(60);
      var isOwned = random.nextInt(6) == 0 && !owner.equals(name);
      given.with(
          resource(
              type,
              name,
              builder ->
                  isOwned ? builder.uses(arn(used)).owner(arn(owner)) : builder.uses(arn(used))));
    }
    var plan = given.plan();
    for (int seed = 0; seed < 20; seed++) {
      assertThat(given.shuffled(seed).plan()).isEqualTo(plan);
    }
  }
}
