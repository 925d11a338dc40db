package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ways in which templates name what their custom resources call.
final class ServiceTokensTest {
  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:provides";

  private final ServiceTokens tokens =
      new ServiceTokens(
          new TemplateValues(
              Map.of(
                  "AWS::Partition", "aws",
                  "AWS::Region", "eu-west-1",
                  "AWS::AccountId", "123456789012",
                  "Provider", ARN,
                  "Name", "provides"),
              Map.of("base-provider", ARN),
              _ -> Optional.empty()));

  private List<String> of(String template) {
    return StackTemplate.of(template).map(tokens::of).orElse(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"arn:aws:lambda:eu-west-1:123456789012:function:provides\"",
        "{\"Ref\":\"Provider\"}",
        "{\"Fn::ImportValue\":\"base-provider\"}",
        "{\"Fn::ImportValue\":{\"Fn::Sub\":[\"${Base}-provider\",{\"Base\":\"base\"}]}}",
        "{\"Fn::Sub\":\"arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}\"}",
        "{\"Fn::Join\":[\"\",[\"arn:\",{\"Ref\":\"AWS::Partition\"},\":lambda:eu-west-1:123456789012:\","
            + "\"function:provides\"]]}"
      })
  void inJson(String value) {
    assertThat(
            of(
                "{\"Resources\":{\"C\":{\"Type\":\"Custom::C\",\"Properties\":{\"ServiceToken\":"
                    + value
                    + "}}}}"))
        .containsExactly(ARN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ServiceToken: arn:aws:lambda:eu-west-1:123456789012:function:provides",
        "ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:provides' # the provider",
        "ServiceToken: !Ref Provider",
        "ServiceToken: !Sub"
            + " arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}",
        "ServiceToken: !Sub \"arn:aws:lambda:eu-west-1:123456789012:function:${Name}\"",
        "ServiceToken: !ImportValue base-provider",
        "ServiceToken:\n        Fn::ImportValue: base-provider",
        "ServiceToken:\n        Ref: Provider"
      })
  void inYaml(String line) {
    assertThat(
            of(
                "Resources:\n  C:\n    Type: Custom::C\n    Properties:\n      "
                    + line
                    + "\n      Other: 1\n"))
        .containsExactly(ARN);
  }

  /// A member of the same template needs no order; what cannot be known gives none.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ServiceToken: !GetAtt Provider.Arn",
        "ServiceToken: !Ref Elsewhere",
        "ServiceToken: !Sub ${Elsewhere.Arn}",
        "ServiceToken:\n        Fn::GetAtt: [Provider, Arn]"
      })
  void thatCannotBeWorkedOutAreLeftOut(String line) {
    assertThat(of("Resources:\n  C:\n    Properties:\n      " + line + "\n")).isEmpty();
    assertThat(
            of(
                "{\"Resources\":{\"C\":{\"Properties\":"
                    + "{\"ServiceToken\":{\"Fn::GetAtt\":[\"F\",\"Arn\"]}}}}}"))
        .isEmpty();
  }

  @Test
  void aTemplateInYamlMayLookLikeJson() {
    assertThat(of("{Resources: {C: {Properties: {\nServiceToken: " + ARN + "\n}}}}"))
        .containsExactly(ARN);
  }
}
