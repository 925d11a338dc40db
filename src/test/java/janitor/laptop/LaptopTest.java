package janitor.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.settings.SettingsTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a call is said in one line before AWS is asked anything.
class LaptopTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Terminal terminal = Terminal.NONE;
  private Map<String, String> environment = SettingsTest.LEAST;

  private int run(String in, String... words) {
    return Laptop.run(
        new Session(
            List.of(words),
            environment,
            Optional.of(
                _ -> {
                  throw new AssertionError("AWS is asked");
                }),
            new Session.Streams(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            terminal,
            new Interruption()));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void assertRefused(String words, String said) {
    assertThat(run("", words.strip().split(" ", -1))).as(said()).isEqualTo(Exit.REFUSED);
    assertThat(said()).contains(said.strip()).containsOnlyOnce("\n").endsWith("\n");
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "swep | there is no command \"swep\": did you mean sweep? (see janitor --help)",
        "frobnicate | there is no command \"frobnicate\" (see janitor --help)",
        "sweep --workhsop x | unknown option \"--workhsop\": did you mean --workshop?",
        "sweep everything | unknown word \"everything\" (see janitor sweep --help)",
        "sweep --ttl | Missing required parameter for option '--ttl'",
        "sweep --ttl soon | --ttl \"soon\" is no age: write 7d, 12h, 30m, or 0",
        "sweep --as-of 2026-12-24 | unknown option \"--as-of\"",
        "dry-run --as-of yesterday | --as-of \"yesterday\" is no date: write 2026-12-24",
        "dry-run --only AWS::DynamoDB::Tables | did you mean AWS::DynamoDB::Table?",
        "dry-run --only Spaceship | write types like AWS::DynamoDB::Table",
        "kinds --explain AWS::No::Such | the janitor knows no type AWS::No::Such: if AWS has it",
        "kinds --explain AWS::DynamoDb::Tables | did you mean AWS::DynamoDB::Table?",
        "sweep --tag-key= | --tag-key is empty: write the key of the workshop's tag",
        "dry-run --output xml | expected one of [text, json]",
        "dry-run --region nowhere | \"nowhere\" is no region",
        "dry-run --lift-protection some | JANITOR_LIFT_PROTECTION is \"some\": write one of",
        "dry-run --profile no-such-profile | there is no profile \"no-such-profile\"",
        "dry-run --plan no/such/folder/p.svg | the plan cannot be written to no/such/folder/p.svg",
        "dry-run --plan . | . is a folder: name a file for the plan",
        "dry-run --save no/such/folder/p | the dry run cannot be written to no/such/folder/p",
        "dry-run --save pom.xml | pom.xml is there already, and is not written over",
        "sweep --from f --ttl 0 | leave --ttl, --only, --region and --lift-protection out",
        "sweep --from f --region eu-west-1 | leave --ttl, --only, --region and",
        "sweep --from no-such-file | there is no file no-such-file for the reviewed dry run",
        "sweep --from pom.xml | pom.xml is no saved dry run: it is not JSON",
        "sweep --from events/dry-run.json | it needs account, liftProtection, lookedAt",
        "run no-such-event.json | there is no file no-such-event.json for the event",
        "run events | events is a folder: name a file in it as the event",
        "run pom.xml | the event is no JSON (line 1, column 1)",
        "run a b | unknown word \"b\"",
        "tag | say what to tag",
        "tag --yes | say what to tag",
        "tag --name | Missing required parameter for option '--name'",
        "tag --name --yes | Expected parameter for option '--name' but found '--yes'",
        "tag --name * | would take too much along",
        "tag --name ** | would take too much along",
        "tag --name ?* | would take too much along",
        "tag --name student* --name * | would take too much along",
        "tag --name student* --from p.json | say what to tag",
        "tag student-api | unknown word \"student-api\"",
        "tag --name student* --force | unknown option \"--force\"",
        "tag --name student* --type AWS::DynamoDB::Tables | did you mean AWS::DynamoDB::Table?",
        "tag --name student* --type table | unknown type \"table\"",
        "tag --name student* --region nowhere | \"nowhere\" is no region",
        "tag --name student* --since yesterday | \"yesterday\" is no date",
        "tag --name student* --since 2026-13-01 | is no date",
        "tag --name student* --plan p.json | to save what is to be tagged say --save p.json",
        "tag --name student* --save pom.xml | pom.xml is there already",
        "tag --made-by me | --made-by needs --since, the day on which the workshop began",
        "tag --made-by me --since 14.11.2026 | --since \"14.11.2026\" is no date: write 2026-11-30"
            + " (a day of UTC)",
        "tag --made-by me --since 2026-11-14 --until soon | --until \"soon\" is no date",
        "tag --made-by me --since 2026-11-14 --until 2026-11-10 | --until is before --since",
        "tag --made-by me --since 2999-01-01 | --since is yet to come",
        "tag --name student* --until 2026-11-14 | say whose with --made-by",
        "tag --from p.json --made-by me --since 2026-11-14 | say what to tag",
        "tag --from p.json --type AWS::SQS::Queue | leave --type, --region and --since out",
        "untag | untag takes back what a saved plan tagged",
        "untag --name student* | unknown option \"--name\"",
        "untag --from p.json --save q.json | unknown option \"--save\""
      })
  void whatIsWrongIsSaidInOneLine(String words, String said) {
    assertRefused(words, said);
  }

  @Test
  void everyWrongWordIsNamedAtOnce() {
    run("", "tag", "--name", "*", "--type", "x", "--since", "y");
    assertThat(said()).contains("too much along", "unknown type", "no date");
  }

  @Test
  void emptyFilesAndWhatIsNoTextAreNotEvents() throws IOException {
    var file = folder.resolve("e.json");
    Files.writeString(file, " \n");
    assertRefused("run " + file, "e.json is empty: as the event write at least {}");
    err.reset();
    Files.write(file, new byte[] {'{', (byte) 0xE4, '}'});
    assertRefused("run " + file, "e.json is not UTF-8: save it as UTF-8");
    err.reset();
    Files.writeString(file, "\uFEFF{}", StandardCharsets.UTF_16LE);
    assertRefused("run " + file, "e.json is not UTF-8, but UTF-16, as PowerShell's > writes it");
  }

  @Test
  void whatComesInMustBeAnEventToo() {
    assertRefused("run -", "standard input is empty");
    err.reset();
    assertThat(run("{\"detail\":{\"dryrun\":true}}", "run", "-")).isEqualTo(Exit.REFUSED);
    assertThat(said()).contains("unknown \"dryrun\"");
  }

  @Test
  void nobodyWaitsForAnEventThatAPersonWouldHaveToType() {
    terminal = new Terminal(true, true, true, 200, true);
    assertRefused("run", "name an event, such as events/dry-run.json");
  }

  @Test
  void aMarkBeforeTheTextIsNoneOfIt() throws IOException {
    var file = folder.resolve("e.json");
    Files.writeString(file, "\uFEFF{\"detail\":{\"only\":[\"x\"]}}");
    assertRefused("run " + file, "\"only\" names \"x\"");
  }

  /// On a terminal no word is torn at its edge; in a file it stays one line.
  @Test
  void whatIsWrongFitsTheTerminal() {
    terminal = new Terminal(true, true, true, 40, true);
    run("", "dry-run", "--only", "AWS::DynamoDB::Tables");
    assertThat(said())
        .isEqualTo(
            """
            --only "AWS::DynamoDB::Tables" is no
            type that the janitor knows: did you
            mean AWS::DynamoDB::Table?
            """);
    err.reset();
    run("", "frobnicate");
    assertThat(said())
        .isEqualTo(
            """
            there is no command "frobnicate" (see
            janitor --help)
            """);
  }

  @Test
  void aVariableThatIsNoSettingIsRefusedWithTheNearest() {
    environment = with("JANITOR_WORKSHOPP", "x");
    assertRefused(
        "dry-run", "there is no setting \"JANITOR_WORKSHOPP\": did you mean JANITOR_WORKSHOP?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JANITOR_CONFIRM", "JANITOR_EMULATOR_PYTHON"})
  void theLaptopsOwnVariablesAreNoSettings(String name) {
    environment = with(name, "1");
    assertRefused("dry-run --region nowhere", "\"nowhere\" is no region");
    assertThat(said()).doesNotContain(name);
  }

  private static Map<String, String> with(String name, String value) {
    var all = new HashMap<>(SettingsTest.LEAST);
    all.put(name, value);
    return all;
  }

  static Stream<String> commands() {
    return Stream.of("dry-run", "sweep", "run", "tag", "untag", "kinds", "completion");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("commands")
  void eachCommandHasHelpThatSaysWhatItIsFor(String command) {
    assertThat(run("", command, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: janitor " + command)
        .contains("--help", "--version");
    assertThat(said()).isEmpty();
  }

  @Test
  void theListOfCommandsIsTheProgramsOwn() {
    assertThat(run("", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Exit codes: 0 done")
        .contains(commands().map(command -> "  " + command + " ").toArray(String[]::new));
    assertThat(run("")).isEqualTo(Exit.REFUSED);
    assertThat(said()).isEqualTo("say what to do (see janitor --help)\n");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "AWS::SQS::Queue, A kind by hand deletes it.",
    "AWS::MWAA::Environment, Cloud Control deletes it. It costs tens of dollars",
    "AWS::MWAA::Environment, identifier ${EnvironmentName}",
    "AWS::SMSVOICE::ProtectConfiguration, kept where DeletionProtectionEnabled=true",
    "AWS::Glue::Job, its model does not hold its ARN",
    "AWS::DSQL::Cluster, there is no snapshot of it"
  })
  void aTypeIsExplained(String type, String how) {
    assertThat(run("", "kinds", "--explain", type)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(type + ": ").contains(how);
  }

  @Test
  void theKindsAreListedAndCounted() {
    assertThat(run("", "kinds")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("by hand  AWS::SQS::Queue\n", "by row   AWS::MWAA::Environment\n")
        .contains("told     AWS::Glue::Job\n")
        .matches("(?s).*\\d{2,} by hand, \\d{2,} by row, \\d{2,} told\n");
    assertThat(run("", "kinds", "--explain", "Kendra")).isEqualTo(Exit.REFUSED);
    assertThat(said()).contains("Kendra is no type of CloudFormation's");
  }

  @Test
  void aShellCanCompleteIt() {
    assertThat(run("", "completion")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("#!/usr/bin/env bash")
        .contains("--lift-protection", "dry-run", "untag");
  }

  /// Nothing that a call holds becomes a command of the terminal.
  @Test
  void hostileWordsAreInert() {
    run("", "sweep", "--\u001b[2J\u202ex");
    run("", "\u001b]0;x\u0007");
    run("", "run", "\u001b[2J");
    assertThat(said().replace("\n", "")).doesNotContainPattern("\\p{C}");
  }

  @Test
  void aCallCanBeCopiedIntoAShell() {
    assertThat(Session.call(List.of("tag", "--name", "student*", "it's")))
        .isEqualTo("./janitor tag --name 'student*' 'it'\\''s'");
  }
}
