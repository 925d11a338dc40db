package janitor;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import janitor.resource.ResourceKind;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows between the packages, along the line of `design.md`.
class ArchitectureTest {
  private static final JavaClasses JANITOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("janitor");

  private static final String SDK = "software.amazon..";

  /// Who knows whom; the root, which wires all, and the laptop's door know everybody.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resource|''",
        "aws|resource",
        "kind|resource,aws",
        "plan|resource",
        "scan|resource,aws",
        "sweep|resource,plan",
        "ledger|resource,aws,plan,sweep",
        "report|resource,aws,plan,sweep,page",
        "stack|resource,aws,plan,sweep,ledger,report",
        "settings|resource,plan,report",
        "page|resource,aws",
        "night|resource,plan,scan,sweep,ledger,report,stack,settings,page",
        "terminal|resource,plan,sweep,report",
        "tag|resource,aws,plan,scan,report,settings"
      })
  void aPackageKnowsOnlyThoseBeforeIt(String name, String known) {
    var allowed =
        Stream.concat(Stream.of(name), Stream.of(known.split(",")))
            .map(text -> "janitor." + text)
            .toArray(String[]::new);
    var forbidden =
        resideInAPackage("janitor..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
    noClasses()
        .that()
        .resideInAPackage("janitor." + name)
        .should()
        .dependOnClassesThat(forbidden)
        .check(JANITOR);
  }

  @Test
  void everyPackageHasItsPlaceInTheLine() {
    classes()
        .should()
        .resideInAnyPackage(
            "janitor",
            "janitor.resource",
            "janitor.aws",
            "janitor.kind",
            "janitor.plan",
            "janitor.scan",
            "janitor.sweep",
            "janitor.ledger",
            "janitor.page",
            "janitor.report",
            "janitor.stack",
            "janitor.settings",
            "janitor.night",
            "janitor.terminal",
            "janitor.tag",
            "janitor.laptop")
        .check(JANITOR);
  }

  /// What only a laptop has is left out of the package for Lambda: `Shrink`.
  @Test
  void whatLambdaRunsKnowsNothingOfTheLaptop() {
    noClasses()
        .that()
        .resideOutsideOfPackages("janitor.laptop", "janitor.tag", "janitor.terminal")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("janitor.laptop", "janitor.tag", "janitor.terminal", "picocli..")
        .check(JANITOR);
  }

  @Test
  void theSdkIsKnownOnlyToWhoTalksToAws() {
    var outlets =
        Pattern.compile(
            "janitor\\.(aws|kind)\\..*|janitor\\.ledger\\.(NoteItem|TableLedger).*"
                + "|janitor\\.page\\.DecisionTable.*"
                + "|janitor\\.report\\.(SesAccount|SesIdentities|SesMailTransport|SesSuppressions|SnsTopic|DefaultBus).*"
                + "|janitor\\.stack\\.(AwsStacks|ScheduledContinuation).*|janitor\\.tag\\..*"
                + "|janitor\\.laptop\\..*|janitor\\.(JanitorHandler|PageHandler|Wiring|Telling).*");
    noClasses()
        .that(
            DescribedPredicate.<JavaClass>describe(
                "are no outlet to AWS", type -> !outlets.matcher(type.getName()).matches()))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SDK)
        .check(JANITOR);
  }

  /// A start loads what it reaches: of the SDK one client, and not our `Clients`, which know all.
  @Test
  void thePageReachesOneClient() {
    var page =
        resideInAPackage("janitor.page")
            .or(
                DescribedPredicate.describe(
                    "are its function or its table",
                    type ->
                        type.getName().startsWith("janitor.PageHandler")
                            || type.getName().startsWith("janitor.aws.LedgerTable")));
    var others =
        resideInAPackage("software.amazon.awssdk.services..")
            .and(
                DescribedPredicate.not(
                    resideInAPackage("software.amazon.awssdk.services.dynamodb..")))
            .or(resideInAPackage("janitor.aws").and(DescribedPredicate.not(page)));
    noClasses().that(page).should().dependOnClassesThat(others).check(JANITOR);
  }

  @Test
  void thePlannerIsPure() {
    noClasses()
        .that()
        .resideInAPackage("janitor.plan")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.util.concurrent..")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(JANITOR);
  }

  @Test
  void onlyTheSystemsClockAsksTheClockOfTheMachine() {
    noClasses()
        .that(
            DescribedPredicate.<JavaClass>describe(
                "are neither Time nor the terminal's live picture",
                type ->
                    !type.getName().startsWith("janitor.resource.Time")
                        && !type.getName().startsWith("janitor.terminal.Display")))
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(JANITOR);
  }

  @Test
  void aKindIsFinalAndNobodysBusiness() {
    classes()
        .that()
        .implement(ResourceKind.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .bePackagePrivate()
        .check(JANITOR);
  }

  /// What one or two kinds need is a capability of its own.
  @Test
  void aKindIsAskedTenThingsAtMost() {
    assertThat(JANITOR.get(ResourceKind.class).getMethods())
        .filteredOn(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filteredOn(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
        .hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void namesSayWhatTheThingIs() {
    var empty =
        Pattern.compile(
            ".*(Util|Utils|Helper|Manager|Service|Impl|Info)|(Base|Abstract|Common)[A-Z].*");
    assertThat(JANITOR)
        .extracting(JavaClass::getSimpleName)
        .noneMatch(name -> empty.matcher(name).matches());
  }
}
