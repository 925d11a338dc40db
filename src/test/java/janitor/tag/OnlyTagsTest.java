package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSource;
import software.amazon.awssdk.services.cloudformation.model.EvaluationType;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.PolicyAction;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.RequiresRecreation;
import software.amazon.awssdk.services.cloudformation.model.ResourceAttribute;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;

/// What an update of a stack may come to, and still be carried out: tags, and nothing else.
final class OnlyTagsTest {

  private static ResourceChangeDetail detail(
      ResourceAttribute attribute, RequiresRecreation recreation, ChangeSource source) {
    return ResourceChangeDetail.builder()
        .target(target -> target.attribute(attribute).requiresRecreation(recreation).name("Role"))
        .evaluation(EvaluationType.DYNAMIC)
        .changeSource(source)
        .build();
  }

  private static final ResourceChangeDetail TAGS =
      detail(ResourceAttribute.TAGS, RequiresRecreation.NEVER, ChangeSource.DIRECT_MODIFICATION);
  private static final ResourceChangeDetail AUTOMATIC =
      detail(ResourceAttribute.PROPERTIES, RequiresRecreation.NEVER, ChangeSource.AUTOMATIC);

  /// A change of tags, made into another.
  private static Change change(Consumer<ResourceChange.Builder> other) {
    var change =
        ResourceChange.builder()
            .action(ChangeAction.MODIFY)
            .logicalResourceId("Member")
            .resourceType("AWS::EC2::Instance")
            .replacement(Replacement.FALSE)
            .scope(ResourceAttribute.TAGS)
            .details(TAGS);
    other.accept(change);
    return Change.builder().resourceChange(change.build()).build();
  }

  @Test
  void tagsAloneAreCarriedOut() {
    assertThat(OnlyTags.beyond(List.of())).isEmpty();
    assertThat(
            OnlyTags.beyond(
                List.of(change(_ -> {}), change(one -> one.replacement((String) null)))))
        .isEmpty();
  }

  static Stream<Change> others() {
    return Stream.of(
        Change.builder().build(),
        change(one -> one.action(ChangeAction.ADD)),
        change(one -> one.action(ChangeAction.REMOVE)),
        change(one -> one.action(ChangeAction.DYNAMIC)),
        change(one -> one.action("Unheard")),
        change(one -> one.replacement(Replacement.TRUE)),
        change(one -> one.replacement(Replacement.CONDITIONAL)),
        change(one -> one.policyAction(PolicyAction.REPLACE_AND_RETAIN)),
        change(one -> one.scope(ResourceAttribute.TAGS, ResourceAttribute.METADATA)),
        change(one -> one.scope(List.of())),
        change(one -> one.details(List.of())),
        change(one -> one.details(TAGS, ResourceChangeDetail.builder().build())),
        // Of SageMaker's domains.
        change(
            one ->
                one.details(
                    detail(
                        ResourceAttribute.TAGS,
                        RequiresRecreation.ALWAYS,
                        ChangeSource.DIRECT_MODIFICATION))),
        change(one -> one.details(TAGS, AUTOMATIC)),
        change(
            one ->
                one.details(
                    TAGS,
                    detail(
                        ResourceAttribute.PROPERTIES,
                        RequiresRecreation.NEVER,
                        ChangeSource.RESOURCE_ATTRIBUTE))),
        // A nested stack of which nothing is shown.
        change(one -> one.resourceType("AWS::CloudFormation::Stack").details(TAGS, AUTOMATIC)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whateverElseIsNot(Change other) {
    assertThat(OnlyTags.beyond(List.of(change(_ -> {}), other))).isPresent();
  }

  private static Change function(String replacement, ChangeSource source, String cause) {
    return change(
        one ->
            one.logicalResourceId("Function")
                .replacement(replacement)
                .scope(ResourceAttribute.PROPERTIES, ResourceAttribute.TAGS)
                .details(
                    TAGS,
                    detail(ResourceAttribute.PROPERTIES, RequiresRecreation.CONDITIONALLY, source)
                        .toBuilder()
                        .causingEntity(cause)
                        .build()));
  }

  /// What takes the ARN or the name of one that gets tags and is not replaced gets the same.
  @Test
  void whatOnlyNamesAMemberThatGetsTagsIsCarriedOut() {
    for (var replacement : List.of("False", "Conditional")) {
      for (var echo :
          List.of(
              function(replacement, ChangeSource.RESOURCE_ATTRIBUTE, "Member.Arn"),
              function(replacement, ChangeSource.RESOURCE_REFERENCE, "Member"))) {
        assertThat(OnlyTags.beyond(List.of(change(_ -> {}), echo))).isEmpty();
        assertThat(OnlyTags.beyond(List.of(echo))).as("the member is not among them").isPresent();
        assertThat(
                OnlyTags.beyond(
                    List.of(change(one -> one.replacement(Replacement.CONDITIONAL)), echo)))
            .as("the member may be replaced")
            .hasValueSatisfying(why -> assertThat(why).contains("Member", "Function"));
      }
    }
  }

  /// A launch template's latest version is another one then, and servers are replaced for it.
  @Test
  void anyOtherAttributeMayChangeMore() {
    assertThat(
            Stream.of(
                function("False", ChangeSource.RESOURCE_ATTRIBUTE, "Member.LatestVersionNumber"),
                function("True", ChangeSource.RESOURCE_ATTRIBUTE, "Member.Arn"),
                function("False", ChangeSource.DIRECT_MODIFICATION, "Member.Arn"),
                function("False", ChangeSource.RESOURCE_ATTRIBUTE, "Other.Arn")))
        .allSatisfy(
            other -> assertThat(OnlyTags.beyond(List.of(change(_ -> {}), other))).isPresent());
  }

  @Test
  void aNestedStackIsJudgedByAChangeSetOfItsOwn() {
    assertThat(
            OnlyTags.beyond(
                List.of(
                    change(
                        one ->
                            one.resourceType("AWS::CloudFormation::Stack")
                                .changeSetId("arn:aws:cloudformation:::changeSet/c/1")
                                .scope(ResourceAttribute.PROPERTIES, ResourceAttribute.TAGS)
                                .details(TAGS, AUTOMATIC)))))
        .isEmpty();
  }

  @Test
  void whatSystemsManagerSaysIsLookedUpAnew() {
    var plain = Parameter.builder().parameterKey("Size").parameterValue("small").build();
    var image =
        Parameter.builder().parameterKey("Image").parameterValue("/ami").resolvedValue("a").build();
    assertThat(OnlyTags.lookedUp(List.of(plain))).isEmpty();
    assertThat(OnlyTags.lookedUp(List.of(plain, image)).orElseThrow()).contains("Image", "/ami");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ImageId: '{{resolve:ssm:/aws/service/ami}}'",
        "ImageId: '{{resolve:ssm:/aws/service/ami:}}'",
        "{\"ImageId\":\"{{resolve:ssm:${Name}}}\"}",
        "a: {{resolve:ssm:/a:1}} b: {{resolve:ssm:/b}}",
        "{\"Fn::Join\":[\"\",[\"{{resolve:secretsmanager:\",{\"Ref\":\"S\"},\"::}}\"]]}",
        "{{resolve:secretsmanager:s:SecretString:password::}}",
        "{{resolve:anew:x:1}}"
      })
  void aReferenceWithoutAVersionIsResolvedAnew(String template) {
    assertThat(OnlyTags.lookedUp(template).orElseThrow()).contains("{{resolve:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Resources: {}",
        "{{resolve:ssm:/aws/service/ami:3}}",
        "a: {{resolve:ssm:/a:1}} b: {{resolve:ssm-secure:b:20}}"
      })
  void oneOfAVersionIsNot(String template) {
    assertThat(OnlyTags.lookedUp(template)).isEmpty();
  }
}
