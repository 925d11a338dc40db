package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.LiftProtection;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TagCommandTest {
  private final TagCommand commands =
      new TagCommand(Set.of("AWS::Lambda::LayerVersion"), LiftProtection.COGNITO);

  private static Resource.Builder resource(String type, String arn) {
    return Resource.of(type, Arn.of(arn), "eu-west-1");
  }

  @Test
  void taggingApiKeepsMostThings() {
    var queue = resource("AWS::SQS::Queue", "arn:aws:sqs:eu-west-1:111122223333:grades").build();
    assertThat(commands.keep(queue))
        .contains(
            "aws resourcegroupstaggingapi tag-resources --region eu-west-1 --resource-arn-list"
                + " 'arn:aws:sqs:eu-west-1:111122223333:grades' --tags 'janitor:keep=true'"
                + " --query FailedResourcesMap --output json");
    assertThat(commands.move(queue, Instant.parse("2026-10-26T23:59:59Z")).orElseThrow())
        .contains("--tags 'janitor:expires-at=2026-10-26' ");
  }

  @Test
  void iamKeepsItsOwn() {
    assertThat(
            commands.keep(
                resource("AWS::IAM::Role", "arn:aws:iam::111122223333:role/a/path/-odd").build()))
        .contains("aws iam tag-role --role-name='-odd' --tags 'Key=janitor:keep,Value=true'");
    assertThat(
            commands.keep(
                resource("AWS::IAM::User", "arn:aws:iam::111122223333:user/a/ada").build()))
        .contains("aws iam tag-user --user-name 'ada' --tags 'Key=janitor:keep,Value=true'");
    assertThat(
            commands.keep(
                resource("AWS::IAM::ManagedPolicy", "arn:aws:iam::111122223333:policy/p").build()))
        .contains(
            "aws iam tag-policy --policy-arn 'arn:aws:iam::111122223333:policy/p' --tags"
                + " 'Key=janitor:keep,Value=true'");
  }

  /// The tagging API does not know them.
  @Test
  void autoScalingKeepsItsGroups() {
    var group =
        resource(
                "AWS::AutoScaling::AutoScalingGroup",
                "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1-2:autoScalingGroupName/a,'b/c")
            .tags(Tags.of(Map.of("workshop", "w", "janitor:keep", "true")))
            .build();
    var keep =
        "aws autoscaling create-or-update-tags --region eu-west-1 --tags"
            + " '[{\"Key\":\"janitor:keep\",\"PropagateAtLaunch\":false,\"ResourceId\":\"a,'\\''b/c\","
            + "\"ResourceType\":\"auto-scaling-group\",\"Value\":\"true\"}]'";
    assertThat(commands.keep(group)).contains(keep);
    assertThat(commands.keepAll(List.of(group)))
        .singleElement()
        .satisfies(tagging -> assertThat(tagging.command()).isEqualTo(keep));
    assertThat(commands.lift(group))
        .contains(
            "aws autoscaling delete-tags --region eu-west-1 --tags"
                + " '[{\"Key\":\"janitor:keep\",\"ResourceId\":\"a,'\\''b/c\","
                + "\"ResourceType\":\"auto-scaling-group\"}]'");
  }

  private static final String STACK =
      "arn:aws:cloudformation:eu-west-1:111122223333:stack/student/3f5a-1";

  /// To tag a stack is to update it, and the answer comes before anybody knows of what.
  @Test
  void noCommandTagsAStack() {
    var stack =
        resource("AWS::CloudFormation::Stack", STACK)
            .tags(Tags.of(Map.of("workshop", "w", "janitor:keep", "true")))
            .build();
    var keep =
        "aws cloudformation update-termination-protection --enable-termination-protection"
            + " --region eu-west-1 --stack-name '"
            + STACK
            + "' --query 'keys(@)[1:]' --output text";
    assertThat(commands.keep(stack)).contains(keep);
    assertThat(commands.keepAll(List.of(stack)))
        .containsExactly(new TagCommand.Tagging(keep, keep + " || miss '" + STACK + "'", 1));
    assertThat(commands.move(stack, Instant.EPOCH)).isEmpty();
    assertThat(commands.moveAll(List.of(stack), _ -> Instant.EPOCH)).isEmpty();
    assertThat(commands.lift(stack)).isEmpty();
  }

  @Test
  void aNightThatLiftsItsProtectionLeavesNoCommandForAStack() {
    var lifting = new TagCommand(Set.of(), LiftProtection.ALL);
    var stack = resource("AWS::CloudFormation::Stack", STACK).build();
    assertThat(lifting.keep(stack)).isEmpty();
    assertThat(lifting.keepAll(List.of(stack))).isEmpty();
    assertThat(lifting.without(stack)).contains("keep one of its members");
  }

  @Test
  void aNestedStackHasNoProtectionOfItsOwn() {
    var nested =
        resource("AWS::CloudFormation::Stack", STACK)
            .owner(Arn.of(STACK.replace("student", "root")))
            .build();
    assertThat(commands.keep(nested)).isEmpty();
  }

  @Test
  void whatCannotBeTaggedIsKeptWithItsStack() {
    var layer =
        resource("AWS::Lambda::LayerVersion", "arn:aws:lambda:eu-west-1:111122223333:layer:l:1")
            .owner(Arn.of(STACK))
            .build();
    assertThat(commands.keep(layer).orElseThrow())
        .startsWith("aws cloudformation update-termination-protection ")
        .contains(STACK);
    assertThat(commands.move(layer, Instant.EPOCH)).isEmpty();
  }

  @Test
  void whatCannotBeTaggedIsKeptWithItsParent() {
    var layer =
        resource("AWS::Lambda::LayerVersion", "arn:aws:lambda:eu-west-1:111122223333:layer:l:1");
    assertThat(commands.keep(layer.build())).isEmpty();
    layer.parent(Arn.of("arn:aws:lambda:eu-west-1:111122223333:function:f"));
    assertThat(commands.keep(layer.build()).orElseThrow())
        .contains("'arn:aws:lambda:eu-west-1:111122223333:function:f'");
  }

  @Test
  void tagsAreTakenOffAsTheyWerePutOn() {
    var tags = Tags.of(Map.of("workshop", "w", "janitor:keep", "x", "janitor:expires-at", "7d"));
    var table =
        resource("AWS::DynamoDB::Table", "arn:aws:dynamodb:eu-west-1:111122223333:table/t")
            .tags(tags)
            .build();
    assertThat(commands.lift(table).orElseThrow())
        .contains(" untag-resources ")
        .endsWith(
            "--tag-keys 'janitor:expires-at' 'janitor:keep' --query FailedResourcesMap --output"
                + " json");
  }

  @Test
  void noCommandNamesWhatATerminalMightShowOtherwise() {
    for (var name : List.of("a\nb", "a\u202eb", "a\u200bb", "a\u2028b", "a\u001b[2Jb")) {
      var arn = new Arn("aws", "sqs", "eu-west-1", "111122223333", name);
      assertThat(commands.keep(Resource.of("AWS::SQS::Queue", arn, "eu-west-1").build())).isEmpty();
    }
  }

  @Test
  void shellTakesTheNameForItself() throws IOException {
    var name = "'; touch /tmp/pwned; echo '$(id)`id`${HOME}\\\"*?~#&|<>!";
    var arn = new Arn("aws", "sqs", "eu-west-1", "111122223333", name);
    var command = commands.keep(Resource.of("AWS::SQS::Queue", arn, "eu-west-1").build());
    // Words as the shell sees them, one a line: the command itself is not run.
    var shell =
        new ProcessBuilder("sh", "-c", "printf '%s\\n' " + command.orElseThrow())
            .redirectErrorStream(true)
            .start();
    var words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(words.lines())
        .containsExactly(
            "aws",
            "resourcegroupstaggingapi",
            "tag-resources",
            "--region",
            "eu-west-1",
            "--resource-arn-list",
            arn.toString(),
            "--tags",
            "janitor:keep=true",
            "--query",
            "FailedResourcesMap",
            "--output",
            "json");
  }
}
