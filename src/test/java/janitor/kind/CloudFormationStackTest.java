package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.OwnParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/// A bucket is emptied for a stack only where its template cannot mean to retain it, and a
/// janitor's stack goes by the janitor alone.
class CloudFormationStackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    DeletionPolicy: Retain",
        "    DeletionPolicy: RetainExceptOnCreate",
        "    DeletionPolicy: 'Snapshot'",
        "    DeletionPolicy: !Ref WhatBecomesOfIt",
        "    DeletionPolicy:\n      Fn::If: [IsProduction, Retain, Delete]",
        "    DeletionPolicy:   !FindInMap [Stages, live, DeletionPolicy]",
        "{\"DeletionPolicy\" : \"Retain\"}",
        "{\"DeletionPolicy\": {\"Ref\": \"WhatBecomesOfIt\"}}",
        "  A:\n    DeletionPolicy: Delete\n  B:\n    DeletionPolicy: Retain"
      })
  void retains(String template) {
    assertThat(CloudFormationStack.retains(template)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    Type: AWS::S3::Bucket",
        "    DeletionPolicy: Delete",
        "    DeletionPolicy:    \"Delete\"",
        "{\"DeletionPolicy\"  :  \"Delete\"}",
        "    UpdateReplacePolicy: Retain"
      })
  void retainsNothing(String template) {
    assertThat(CloudFormationStack.retains(template)).isFalse();
  }

  private static Stack stack(String... outputs) {
    return Stack.builder()
        .stackName("tidy")
        .outputs(Stream.of(outputs).map(key -> Output.builder().outputKey(key).build()).toList())
        .build();
  }

  /// Tagged by mistake, it would take with it the ledger of what it announced.
  @Test
  void aJanitorIsKnownByWhatItsStackTells() {
    assertThat(StackOwners.guard(stack("Function", "LedgerTable", "FailureQueue")))
        .contains(OwnParts.A_JANITOR);
    assertThat(StackOwners.guard(stack("LedgerTable"))).isEmpty();
    assertThat(StackOwners.guard(stack("FailureQueue"))).isEmpty();
    assertThat(StackOwners.guard(stack())).isEmpty();
  }

  /// By these very names.
  @Test
  void theTemplateTellsBoth() throws IOException {
    assertThat(Files.readString(Path.of("template.yaml")))
        .contains("\nOutputs:\n", "\n  LedgerTable:\n", "\n  FailureQueue:\n");
  }
}
