package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.LiftProtection;
import janitor.resource.Arn;
import janitor.resource.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The attached scripts, run by a shell with an `aws` that answers as AWS does where it does not do
/// all that it was asked for.
final class TagScriptTest {
  private static final String ACCOUNT = "111122223333";

  @TempDir Path folder;

  private record Ended(int exit, String said) {}

  /// Writes down what it tagged. What is called `unknown` makes a whole call fail, what is called
  /// `refused` is told of in an answer that is a success.
  @BeforeEach
  void installAws() throws IOException {
    var aws = folder.resolve("aws");
    Files.writeString(
        aws,
        """
        #!/bin/sh
        here=$(dirname "$0")
        case $1 in
          sts) cat "$here/account"; exit 0 ;;
          cloudformation) case $* in *refused*) echo "ValidationError" >&2; exit 254 ;; esac
            echo "$*" >>"$here/tagged"; exit 0 ;;
          iam) case $* in *refused*) exit 254 ;; esac; echo "iam $*" >>"$here/tagged"; exit 0 ;;
        esac
        case $* in *unknown*) echo "InvalidParameterException" >&2; exit 254 ;; esac
        failed= on= asked=
        for word; do
          case $word in
            --resource-arn-list) on=1 ;;
            --query) on= asked=1 ;;
            --*) on= ;;
            *refused*) [ -z "$on" ] || failed=$word ;;
            *) [ -z "$on" ] || echo "$word" >>"$here/tagged" ;;
          esac
        done
        if [ -n "$failed" ]; then left="{\\"$failed\\": {\\"StatusCode\\": 403}}"; else left='{}'; fi
        if [ -n "$asked" ]; then echo "$left"; else echo "{\\"FailedResourcesMap\\": $left}"; fi
        """,
        UTF_8);
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("account"), ACCOUNT + "\n", UTF_8);
    Files.writeString(folder.resolve("tagged"), "", UTF_8);
  }

  private Ended run(Resource... resources) throws IOException, InterruptedException {
    var script =
        TagScript.of(
            "keep.txt",
            "Keeps\nreboot",
            "All are kept.",
            ACCOUNT,
            new TagCommand(Set.of(), LiftProtection.COGNITO).keepAll(List.of(resources)));
    Files.writeString(folder.resolve("keep.txt"), script, UTF_8);
    return shell("keep.txt");
  }

  private Ended shell(String... arguments) throws IOException, InterruptedException {
    var words = Stream.concat(Stream.of("sh"), Stream.of(arguments)).toList();
    var shell = new ProcessBuilder(words).directory(folder.toFile());
    shell.environment().merge("PATH", folder + ":", (old, ours) -> ours + old);
    var running = shell.redirectErrorStream(true).start();
    var said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Ended(running.waitFor(), said);
  }

  private List<String> tagged() throws IOException {
    return Files.readAllLines(folder.resolve("tagged"), UTF_8);
  }

  private static Resource queue(String name) {
    return Resource.of(
            "AWS::SQS::Queue", Arn.of("arn:aws:sqs:eu-west-1:" + ACCOUNT + ":" + name), "eu-west-1")
        .build();
  }

  @Test
  void tagsAllInTwenties() throws Exception {
    var queues = new ArrayList<Resource>();
    for (int i = 0; i < 45; i++) {
      queues.add(queue("q" + i));
    }
    assertThat(run(queues.toArray(Resource[]::new))).isEqualTo(new Ended(0, "All are kept.\n"));
    assertThat(tagged()).hasSize(45).doesNotHaveDuplicates();
    assertThat(Files.readString(folder.resolve("keep.txt")).lines())
        .filteredOn(line -> line.startsWith("tag eu-west-1 "))
        .hasSize(3);
  }

  @Test
  void whatAnAnswerOfSuccessLeavesOutIsNamed() throws Exception {
    var ended = run(queue("a"), queue("refused"), queue("b"));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.said())
        .contains("NOT TAGGED: arn:aws:sqs:eu-west-1:" + ACCOUNT + ":refused")
        .contains("1 could not be tagged")
        .doesNotContain("All are kept");
    assertThat(tagged()).contains(queue("a").arn().toString(), queue("b").arn().toString());
  }

  @Test
  void oneThatSpoilsItsTwentyKeepsNoneOfTheOthers() throws Exception {
    var ended = run(queue("a"), queue("unknown"), queue("b"));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.said()).contains("NOT TAGGED: arn:aws:sqs:eu-west-1:" + ACCOUNT + ":unknown");
    assertThat(tagged()).containsExactly(queue("a").arn().toString(), queue("b").arn().toString());
  }

  @Test
  void anotherAccountsCredentialsTagNothing() throws Exception {
    Files.writeString(folder.resolve("account"), "444455556666\n", UTF_8);
    var ended = run(queue("a"));
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.said()).contains("444455556666", "not of " + ACCOUNT);
    assertThat(tagged()).isEmpty();
  }

  @Test
  void namesRunNothing() throws Exception {
    var role =
        Resource.of(
                "AWS::IAM::Role", Arn.of("arn:aws:iam::" + ACCOUNT + ":role/refused"), "us-east-1")
            .build();
    var ended = run(queue("'; touch owned; echo '$(touch owned)`touch owned`"), role);
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.said()).contains("NOT TAGGED: " + role.arn());
    assertThat(folder.resolve("owned")).doesNotExist();
    assertThat(tagged())
        .containsExactly(
            "arn:aws:sqs:eu-west-1:"
                + ACCOUNT
                + ":'; touch owned; echo '$(touch owned)`touch owned`");
  }

  private static Resource stack(String name) {
    return Resource.of(
            "AWS::CloudFormation::Stack",
            Arn.of("arn:aws:cloudformation:eu-west-1:" + ACCOUNT + ":stack/" + name + "/1-2"),
            "eu-west-1")
        .build();
  }

  @Test
  void aStackIsProtectedAndNeverTagged() throws Exception {
    var ended = run(queue("a"), stack("b"), stack("refused"));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.said()).contains("NOT TAGGED: " + stack("refused").arn());
    assertThat(tagged())
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith("cloudformation update-termination-protection ")
                    && line.contains(stack("b").arn().toString()));
    assertThat(paste(stack("b"))).isEqualTo(new Ended(0, ""));
    assertThat(paste(stack("refused")).said()).contains("ValidationError");
  }

  /// As [AllCommands] joins them; a line has no script around it that reads the answer.
  private Ended paste(Resource... resources) throws IOException, InterruptedException {
    return shell(
        "-c",
        new TagCommand(Set.of(), LiftProtection.COGNITO)
            .keepAll(List.of(resources)).stream()
                .map(TagCommand.Tagging::command)
                .collect(Collectors.joining("; ")));
  }

  @Test
  void aLineThatIsPastedSaysThatItIsDoneOrNamesWhatIsNot() throws Exception {
    assertThat(paste(queue("a"), queue("b"))).isEqualTo(new Ended(0, "{}\n"));
    assertThat(paste(queue("a"), queue("refused")).said())
        .isEqualTo("{\"arn:aws:sqs:eu-west-1:" + ACCOUNT + ":refused\": {\"StatusCode\": 403}}\n");
  }
}
