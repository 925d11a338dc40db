package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.AgentStatus;
import software.amazon.awssdk.services.bedrockagent.model.FlowAliasRoutingConfigurationListItem;
import software.amazon.awssdk.services.bedrockagent.model.FlowDefinition;
import software.amazon.awssdk.services.bedrockagent.model.FlowNode;
import software.amazon.awssdk.services.bedrockagent.model.FlowNodeConfiguration;
import software.amazon.awssdk.services.bedrockagent.model.FlowNodeType;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Tag;

/// Flows of Bedrock, which ask agents and knowledge bases that know nothing of them.
final class FlowsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":"bedrock.amazonaws.com"}}]}
      """;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String agent;
  private String alias;
  private String base;

  private static BedrockAgentClient bedrock() {
    return ACCOUNT.aws().of(Emulator.REGION, BedrockAgentClient.class, BedrockAgentClient::builder);
  }

  private static String role(String name, Map<String, String> tags) {
    var iam = ACCOUNT.aws().of("us-east-1", IamClient.class, IamClient::builder);
    iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST));
    tags.forEach(
        (key, value) ->
            iam.tagRole(
                request ->
                    request.roleName(name).tags(Tag.builder().key(key).value(value).build())));
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + name;
  }

  private static String id(String arn) {
    return arn.replaceFirst(".*/", "");
  }

  @BeforeEach
  void agentAndBase() {
    var role = role("of-all", Map.of());
    agent =
        bedrock()
            .createAgent(
                request ->
                    request
                        .agentName("ours")
                        .agentResourceRoleArn(role)
                        .foundationModel("amazon.nova-lite-v1:0")
                        .tags(OURS))
            .agent()
            .agentArn();
    bedrock().prepareAgent(request -> request.agentId(id(agent)));
    while (bedrock().getAgent(request -> request.agentId(id(agent))).agent().agentStatus()
        != AgentStatus.PREPARED) {
      // Another look takes it there.
    }
    alias =
        bedrock()
            .createAgentAlias(request -> request.agentId(id(agent)).agentAliasName("live"))
            .agentAlias()
            .agentAliasArn();
    base =
        bedrock()
            .createKnowledgeBase(
                request ->
                    request
                        .name("ours")
                        .roleArn(role)
                        .tags(OURS)
                        .knowledgeBaseConfiguration(
                            how ->
                                how.type(KnowledgeBaseType.KENDRA)
                                    .kendraKnowledgeBaseConfiguration(
                                        kendra ->
                                            kendra.kendraIndexArn(
                                                "arn:aws:kendra:"
                                                    + Emulator.REGION
                                                    + ":"
                                                    + Emulator.ACCOUNT
                                                    + ":index/0a1b"))))
            .knowledgeBase()
            .knowledgeBaseArn();
  }

  private static FlowNode node(String name, FlowNodeType type, FlowNodeConfiguration what) {
    return FlowNode.builder().name(name).type(type).configuration(what).build();
  }

  private FlowNode asksAgent() {
    return node(
        "agent",
        FlowNodeType.AGENT,
        FlowNodeConfiguration.fromAgent(agent -> agent.agentAliasArn(alias)));
  }

  private FlowNode asksBase() {
    return node(
        "base",
        FlowNodeType.KNOWLEDGE_BASE,
        FlowNodeConfiguration.fromKnowledgeBase(base -> base.knowledgeBaseId(id(this.base))));
  }

  private static FlowDefinition of(FlowNode... nodes) {
    return FlowDefinition.builder().nodes(nodes).build();
  }

  private static String flow(String name, Map<String, String> tags, String role, FlowNode... does) {
    return bedrock()
        .createFlow(
            request -> request.name(name).executionRoleArn(role).definition(of(does)).tags(tags))
        .arn();
  }

  private static String ofAll() {
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/of-all";
  }

  /// Its draft is emptied, and an alias leads to what it was.
  private static void published(String flow) {
    var version = bedrock().createFlowVersion(request -> request.flowIdentifier(flow)).version();
    bedrock()
        .createFlowAlias(
            request ->
                request
                    .flowIdentifier(flow)
                    .name("live")
                    .routingConfiguration(
                        FlowAliasRoutingConfigurationListItem.builder()
                            .flowVersion(version)
                            .build()));
    bedrock()
        .updateFlow(
            request ->
                request
                    .flowIdentifier(flow)
                    .name("theirs")
                    .executionRoleArn(ofAll())
                    .definition(of()));
  }

  @Test
  void whatAStrangersFlowAsksStays() {
    flow("theirs", Map.of(), ofAll(), asksAgent(), asksBase());
    var night = ACCOUNT.sweep(Map.of());
    night.stays(agent, "used by Bedrock Flow theirs");
    night.stays(base, "used by Bedrock Flow theirs");
    assertThat(night.gone()).isEmpty();
  }

  @Test
  void whatAStrangersFlowAsksInALoopStays() {
    flow(
        "theirs",
        Map.of(),
        ofAll(),
        node(
            "again",
            FlowNodeType.LOOP,
            FlowNodeConfiguration.fromLoop(loop -> loop.definition(of(asksBase())))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(base, "used by Bedrock Flow theirs");
    assertThat(night.gone()).containsExactly(agent);
  }

  @Test
  void whatAVersionOfAStrangersFlowWorksWithStays() {
    var role = role("flows", OURS);
    published(flow("theirs", Map.of(), role, asksAgent(), asksBase()));
    var night = ACCOUNT.sweep(Map.of());
    for (var one : new String[] {agent, base, role}) {
      night.stays(one, "used by Bedrock Flow theirs");
    }
    assertThat(night.gone()).isEmpty();
  }

  @Test
  void oursGoesBeforeWhatItAsksAndItsRole() {
    var role = role("flows", OURS);
    var ours = flow("ours", OURS, role, asksAgent(), asksBase());
    flow("theirs", Map.of(), ofAll());
    var gone = ACCOUNT.sweep(Map.of()).gone();
    assertThat(gone).containsExactlyInAnyOrder(ours, agent, base, role);
    assertThat(gone).containsSubsequence(ours, agent);
    assertThat(gone).containsSubsequence(ours, base);
    assertThat(gone).containsSubsequence(ours, role);
  }

  /// What only Cloud Control shows.
  ///
  /// @param identifier what its model tells of itself; what is empty, is its ARN
  private static String put(String type, String resource, Map<String, String> identifier) {
    var arn = "arn:aws:bedrock:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + resource;
    var model = new HashMap<>(identifier);
    model.replaceAll((_, value) -> value.isEmpty() ? arn : value);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "cloud-control",
            Map.of(
                "type", type, "region", Emulator.REGION, "arn", arn, "model", model, "tags", OURS));
    return arn;
  }

  /// All its versions would go with it, and a node names one.
  @ParameterizedTest
  @ValueSource(strings = {"", ":3"})
  void aPromptOfAStrangersFlowStays(String version) {
    var prompt = put("AWS::Bedrock::Prompt", "prompt/0PROMPT001", Map.of("Arn", ""));
    flow(
        "theirs",
        Map.of(),
        ofAll(),
        node(
            "prompt",
            FlowNodeType.PROMPT,
            FlowNodeConfiguration.fromPrompt(
                how ->
                    how.sourceConfiguration(
                        from -> from.resource(it -> it.promptArn(prompt + version))))));
    ACCOUNT.sweep(Map.of()).stays(prompt, "used by Bedrock Flow theirs");
  }

  @Test
  void theModelOfAStrangersAgentStays() {
    var profile =
        put(
            "AWS::Bedrock::ApplicationInferenceProfile",
            "application-inference-profile/0profile0001",
            Map.of("InferenceProfileArn", "", "InferenceProfileIdentifier", "0profile0001"));
    bedrock()
        .createAgent(
            request ->
                request.agentName("theirs").agentResourceRoleArn(ofAll()).foundationModel(profile));
    ACCOUNT.sweep(Map.of()).stays(profile, "used by Bedrock Agent theirs");
  }

  /// Whatever flow could not be looked at may ask any.
  @Test
  void whereAFlowCannotBeLookedAtAllStay() {
    flow("theirs", Map.of(), ofAll());
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "GetFlow"),
            "AccessDeniedException",
            403,
            "User is not authorized to perform: bedrock:GetFlow");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    for (var one : new String[] {agent, base}) {
      assertThat(night.told(one)).containsEntry("outcome", "Withheld");
    }
  }
}
