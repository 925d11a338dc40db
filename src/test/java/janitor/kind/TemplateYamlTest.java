package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Templates as people write them.
final class TemplateYamlTest {
  private static Object read(String text) {
    return TemplateYaml.read(text).orElseThrow();
  }

  @Test
  void blocks() {
    assertThat(
            read(
                """
                ---
                # A comment: not a key
                AWSTemplateFormatVersion: '2010-09-09'
                Resources:   # what there is
                  Function:
                    Type: AWS::Serverless::Function

                    Properties:
                      Policies:
                      - Statement:
                        - Effect: Allow
                          Action:
                            - s3:GetObject
                        - { Effect: Deny, Action: ["s3:*", 'it''s'], "Resource":"*" }
                      - !Ref Policy
                      -
                        Name: x
                      Role: !GetAtt Role.Arn
                      Url: !Sub 'https://${Api}.example # not a comment: this'
                      Long: one
                        two
                      Empty:
                      Code: |
                        def handler(event, context):
                        \treturn {'a': 1}  # b

                        x: y
                      Folded: !Sub >-
                        a
                        b
                  "Quoted": "a
                    b"
                """))
        .isEqualTo(
            Map.of(
                "AWSTemplateFormatVersion",
                "2010-09-09",
                "Resources",
                Map.of(
                    "Function",
                    Map.of(
                        "Type",
                        "AWS::Serverless::Function",
                        "Properties",
                        Map.of(
                            "Policies",
                            List.of(
                                Map.of(
                                    "Statement",
                                    List.of(
                                        Map.of(
                                            "Effect", "Allow", "Action", List.of("s3:GetObject")),
                                        Map.of(
                                            "Effect",
                                            "Deny",
                                            "Action",
                                            List.of("s3:*", "it's"),
                                            "Resource",
                                            "*"))),
                                Map.of("Ref", "Policy"),
                                Map.of("Name", "x")),
                            "Role",
                            Map.of("Fn::GetAtt", "Role.Arn"),
                            "Url",
                            Map.of("Fn::Sub", "https://${Api}.example # not a comment: this"),
                            "Long",
                            "one two",
                            "Empty",
                            "",
                            "Code",
                            "def handler(event, context):\n\treturn {'a': 1}  # b\n\nx: y\n",
                            "Folded",
                            Map.of("Fn::Sub", "a b"))),
                    "Quoted",
                    "a b")));
  }

  @Test
  void shortForms() {
    assertThat(
            read(
                """
                A: !If [HasIt, !Ref B, !Sub "x-${C}"]
                D: !If
                  - HasIt
                  - !GetAtt
                    - E
                    - Arn
                  - Fn::ImportValue: !Sub ${F}-g
                H: !Join ['', [a:b, {Ref: C},
                  d]] # e
                """))
        .isEqualTo(
            Map.of(
                "A",
                Map.of("Fn::If", List.of("HasIt", Map.of("Ref", "B"), Map.of("Fn::Sub", "x-${C}"))),
                "D",
                Map.of(
                    "Fn::If",
                    List.of(
                        "HasIt",
                        Map.of("Fn::GetAtt", List.of("E", "Arn")),
                        Map.of("Fn::ImportValue", Map.of("Fn::Sub", "${F}-g")))),
                "H",
                Map.of("Fn::Join", List.of("", List.of("a:b", Map.of("Ref", "C"), "d")))));
  }

  /// CloudFormation takes none of these.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: *a",
        "A: &a [*a]",
        "A: &a [x]\nB: *a",
        "A: x\n   B: y",
        "A: [b, c",
        "A: \"b",
        "\tA: b",
        "A: b\nA: c",
        ""
      })
  void isNotUnderstood(String text) {
    assertThat(TemplateYaml.read(text)).isEmpty();
  }
}
