package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bucket is emptied for a stack only where its template cannot mean to retain it.
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
}
