package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagent.model.FlowDefinition;
import software.amazon.awssdk.services.bedrockagent.model.FlowSummary;

/// What flows of Bedrock work with: agents, by an alias, and knowledge bases, by their id (API
/// reference, AgentFlowNodeConfiguration and KnowledgeBaseFlowNodeConfiguration), and roles.
/// Neither is asked by Bedrock whether a flow still needs it before it goes; nor is the key that a
/// flow is encrypted with, and a version with the one that it was made with.
///
/// Cloud Control shows the draft of a flow alone. An alias leads to a version, which keeps its role
/// and its nodes whatever becomes of the draft, and which alone is asked by who invokes a flow.
final class BedrockFlows {
  static final String FLOW = "AWS::Bedrock::Flow";

  static final String INFERENCE_PROFILE = "AWS::Bedrock::ApplicationInferenceProfile";
  static final String PROMPT_ROUTER = "AWS::Bedrock::IntelligentPromptRouter";

  static final String[] LOOKS = {
    "bedrock:ListFlows", "bedrock:GetFlow", "bedrock:ListFlowAliases", "bedrock:GetFlowVersion"
  };

  private static final String DRAFT = "DRAFT";

  /// A node names a base by that alone, and whatever else reads so exactly keeps one by chance.
  private static final Pattern BASE_ID = Pattern.compile("[0-9A-Z]{10}");

  private final Clients clients;

  BedrockFlows(Clients clients) {
    this.clients = clients;
  }

  /// All flows of the region, whoever's they are, each with what its draft works with, and each
  /// version that an alias leads to.
  Reading<List<Resource>> working(Place place) {
    return place.once(
        "what flows of Bedrock work with",
        () -> {
          var flows =
              BedrockAgents.at(clients, place.region())
                  .listFlowsPaginator(_ -> {})
                  .flowSummaries()
                  .stream()
                  .collect(Items.each(flow -> flow(place, flow)));
          return Reading.each(
              flows,
              Resource::arn,
              flow -> BedrockAgents.there(() -> working(place, flow)).stream().toList());
        });
  }

  private static Resource flow(Place place, FlowSummary told) {
    return Resource.of(FLOW, Arn.of(Items.told(told.arn())), place.region())
        .name(Items.told(told.name()))
        .build();
  }

  private Resource working(Place place, Resource one) {
    var bedrock = BedrockAgents.at(clients, place.region());
    var id = one.arn().after("flow/");
    var flow = one.toBuilder();
    var draft = bedrock.getFlow(request -> request.flowIdentifier(id));
    uses(place, flow, draft.executionRoleArn(), draft.definition());
    KmsKey.encrypt(flow, place, draft.customerEncryptionKeyArn());
    bedrock
        .listFlowAliasesPaginator(request -> request.flowIdentifier(id))
        .flowAliasSummaries()
        .stream()
        .flatMap(alias -> alias.routingConfiguration().stream())
        .flatMap(route -> Stream.ofNullable(route.flowVersion()))
        .filter(version -> !version.equals(DRAFT))
        .distinct()
        // One may be deleted that an alias led to: the draft is there all the same.
        .flatMap(
            version ->
                BedrockAgents.there(
                    () ->
                        bedrock.getFlowVersion(
                            request -> request.flowIdentifier(id).flowVersion(version)))
                    .stream())
        .forEach(
            told -> {
              uses(place, flow, told.executionRoleArn(), told.definition());
              KmsKey.encrypt(flow, place, told.customerEncryptionKeyArn());
            });
    return flow.build();
  }

  /// A prompt, where one of its versions is named, which go with it (Bedrock user guide, "Delete a
  /// prompt").
  static Arn unversioned(Arn arn) {
    return arn.names(BedrockAgents.SERVICE, "prompt/")
        ? arn.sibling(arn.resource().replaceFirst(":.*", ""))
        : arn;
  }

  private static void uses(
      Place place, Resource.Builder flow, @Nullable String role, @Nullable FlowDefinition what) {
    Described.uses(flow, Stream.ofNullable(role));
    BedrockKnowledgeBases.texts(what)
        .forEach(
            text -> {
              if (BASE_ID.matcher(text).matches()) {
                flow.uses(place.arn(BedrockAgents.SERVICE, BedrockKnowledgeBases.WORD + text));
              }
              Answers.arn(text)
                  .ifPresent(arn -> flow.uses(BedrockAgents.ofAlias(arn).orElse(unversioned(arn))));
            });
  }
}
