package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.AgentStatus;
import software.amazon.awssdk.services.bedrockagent.model.AgentSummary;
import software.amazon.awssdk.services.bedrockagent.model.DataSourceType;
import software.amazon.awssdk.services.bedrockagent.model.DeleteAgentRequest;
import software.amazon.awssdk.services.bedrockagent.model.GetAgentRequest;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseStorageType;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseSummary;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.opensearchserverless.OpenSearchServerlessClient;
import software.amazon.awssdk.services.opensearchserverless.model.CollectionSummary;

/// Bedrock's agents with their aliases, and knowledge bases with their data sources.
final class AgentsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> OF_ANOTHER = Map.of("workshop", "another");
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":"bedrock.amazonaws.com"}}]}
      """;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static BedrockAgentClient bedrock() {
    return ACCOUNT.aws().of(Emulator.REGION, BedrockAgentClient.class, BedrockAgentClient::builder);
  }

  private static OpenSearchServerlessClient stores() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, OpenSearchServerlessClient.class, OpenSearchServerlessClient::builder);
  }

  private static IamClient iam() {
    return ACCOUNT.aws().of("us-east-1", IamClient.class, IamClient::builder);
  }

  @BeforeEach
  void roleOfAll() {
    role("of-all", Map.of());
  }

  private static String role(String name, Map<String, String> tags) {
    iam().createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST));
    tags.forEach(
        (key, value) ->
            iam()
                .tagRole(
                    request ->
                        request.roleName(name).tags(Tag.builder().key(key).value(value).build())));
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + name;
  }

  private static String ofAll() {
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/of-all";
  }

  private static String id(String arn) {
    return arn.replaceFirst(".*/", "");
  }

  private static String agent(String name, Map<String, String> tags, String role) {
    var made =
        bedrock()
            .createAgent(
                request ->
                    request
                        .agentName(name)
                        .agentResourceRoleArn(role)
                        .foundationModel("amazon.nova-lite-v1:0")
                        .tags(tags))
            .agent();
    return made.agentArn();
  }

  private static String prepared(String agent) {
    bedrock().prepareAgent(request -> request.agentId(id(agent)));
    while (bedrock().getAgent(request -> request.agentId(id(agent))).agent().agentStatus()
        != AgentStatus.PREPARED) {
      // Another look takes it there.
    }
    return agent;
  }

  private static String alias(String name, Map<String, String> tags, String agent) {
    return bedrock()
        .createAgentAlias(request -> request.agentId(id(agent)).agentAliasName(name).tags(tags))
        .agentAlias()
        .agentAliasArn();
  }

  private static String collection(String name, Map<String, String> tags) {
    stores()
        .createSecurityPolicy(
            request ->
                request
                    .name(name)
                    .type("encryption")
                    .policy(
                        "{\"Rules\":[{\"ResourceType\":\"collection\",\"Resource\":[\"collection/"
                            + name
                            + "\"]}],\"AWSOwnedKey\":true,\"KmsARN\":\"auto\"}"));
    var arn =
        stores()
            .createCollection(request -> request.name(name).type("VECTORSEARCH"))
            .createCollectionDetail()
            .arn();
    if (!tags.isEmpty()) {
      ACCOUNT.tag(arn, tags);
    }
    return arn;
  }

  private static String base(String name, Map<String, String> tags, String role, String store) {
    return bedrock()
        .createKnowledgeBase(
            request ->
                request
                    .name(name)
                    .roleArn(role)
                    .tags(tags)
                    .knowledgeBaseConfiguration(
                        how ->
                            how.type(KnowledgeBaseType.VECTOR)
                                .vectorKnowledgeBaseConfiguration(
                                    vectors ->
                                        vectors.embeddingModelArn(
                                            "arn:aws:bedrock:"
                                                + Emulator.REGION
                                                + "::foundation-model/titan")))
                    .storageConfiguration(
                        storage ->
                            storage
                                .type(KnowledgeBaseStorageType.OPENSEARCH_SERVERLESS)
                                .opensearchServerlessConfiguration(
                                    of ->
                                        of.collectionArn(store)
                                            .vectorIndexName(name)
                                            .fieldMapping(
                                                fields ->
                                                    fields
                                                        .vectorField("v")
                                                        .textField("t")
                                                        .metadataField("m")))))
        .knowledgeBase()
        .knowledgeBaseArn();
  }

  private static String source(String base, String bucket) {
    return bedrock()
        .createDataSource(
            request ->
                request
                    .knowledgeBaseId(id(base))
                    .name("notes")
                    .vectorIngestionConfiguration(
                        how -> how.chunkingConfiguration(cut -> cut.chunkingStrategy("NONE")))
                    .dataSourceConfiguration(
                        what ->
                            what.type(DataSourceType.S3)
                                .s3Configuration(s3 -> s3.bucketArn("arn:aws:s3:::" + bucket))))
        .dataSource()
        .dataSourceId();
  }

  private static List<String> agents() {
    return bedrock().listAgents(_ -> {}).agentSummaries().stream()
        .map(AgentSummary::agentName)
        .toList();
  }

  private static List<String> bases() {
    return bedrock().listKnowledgeBases(_ -> {}).knowledgeBaseSummaries().stream()
        .map(KnowledgeBaseSummary::name)
        .toList();
  }

  private static List<String> collections() {
    return stores().listCollections(_ -> {}).collectionSummaries().stream()
        .map(CollectionSummary::name)
        .toList();
  }

  private static Object erased() {
    return ACCOUNT.emulator().control("GET", "erased", Map.of());
  }

  // Agents

  @Test
  void anAgentGoesWithItsAliasesAndVersions() {
    var ours = prepared(agent("ours", OURS, ofAll()));
    alias("live", Map.of(), ours);
    agent("theirs", Map.of(), ofAll());
    agent("kept", KEPT, ofAll());
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(agents()).containsExactlyInAnyOrder("theirs", "kept");
  }

  @Test
  void itsAliasWithTheSameTagGoesWithIt() {
    var ours = prepared(agent("ours", OURS, ofAll()));
    alias("live", OURS, ours);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(ours);
    assertThat(agents()).isEmpty();
  }

  @Test
  void anAliasThatIsKeptOrOfAnotherWorkshopKeepsIt() {
    var first = prepared(agent("first", OURS, ofAll()));
    alias("stays", KEPT, first);
    var second = prepared(agent("second", OURS, ofAll()));
    alias("foreign", OF_ANOTHER, second);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(first, "its alias stays");
    night.stays(second, "its alias foreign");
    assertThat(agents()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void anAliasThatIsTaggedInTheLastMomentKeepsIt() {
    var ours = prepared(agent("ours", OURS, ofAll()));
    var alias = alias("live", Map.of(), ours);
    var looks = new ArrayList<SdkRequest>();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              // The second look at it is right before the deletion.
              if (request instanceof GetAgentRequest && looks.add(request) && looks.size() == 2) {
                ACCOUNT.tag(alias, KEPT);
              }
            });
    night.stays(ours, "its alias live");
    assertThat(agents()).containsExactly("ours");
  }

  /// It is not told to skip the check where it has seen no alias.
  @Test
  void anAliasThatIsMadeInTheLastMomentIsNotTakenUnseen() {
    var ours = prepared(agent("ours", OURS, ofAll()));
    var isMade = new AtomicBoolean();
    var asked = new ArrayList<Boolean>();
    ACCOUNT.sweep(
        Map.of(),
        request -> {
          if (request instanceof DeleteAgentRequest delete) {
            asked.add(delete.skipResourceInUseCheck());
            if (!isMade.getAndSet(true)) {
              alias("late", KEPT, ours);
            }
          }
        });
    assertThat(asked).isNotEmpty().doesNotContain(true);
    assertThat(agents()).containsExactly("ours");
  }

  @Test
  void whatIsBeingPreparedIsWaitedFor() {
    var ours = agent("ours", OURS, ofAll());
    ACCOUNT
        .emulator()
        .control(
            "POST", "properties", Map.of(ours, Map.of("told", Map.of("agentStatus", "PREPARING"))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours).get("reason")).contains("PREPARING");
    assertThat(night.ended("Failed").toList()).isEmpty();
  }

  @Test
  void aRoleThatAStrangersAgentTakesStays() {
    var role = role("agents", OURS);
    agent("theirs", Map.of(), role);
    ACCOUNT.sweep(Map.of()).stays(role, "used by Bedrock Agent theirs");
  }

  /// What a version was made with, the draft does not tell.
  @Test
  void theRoleOfAVersionThatAnAliasOfAStrangersAgentLeadsToStays() {
    var role = role("agents", OURS);
    var theirs = prepared(agent("theirs", Map.of(), role));
    alias("live", Map.of(), theirs);
    withRoleOfAll(theirs);
    ACCOUNT.sweep(Map.of()).stays(role, "used by Bedrock Agent theirs");
  }

  private static void withRoleOfAll(String agent) {
    bedrock()
        .updateAgent(
            request ->
                request
                    .agentId(id(agent))
                    .agentName("theirs")
                    .foundationModel("amazon.nova-lite-v1:0")
                    .agentResourceRoleArn(ofAll()));
  }

  /// A version may be deleted although an alias leads to it: the draft works all the same.
  @Test
  void theRoleOfAnAgentWhoseAliasLeadsNowhereStays() {
    var role = role("agents", OURS);
    var theirs = prepared(agent("theirs", Map.of(), role));
    alias("live", Map.of(), theirs);
    bedrock()
        .deleteAgentVersion(
            request -> request.agentId(id(theirs)).agentVersion("1").skipResourceInUseCheck(true));
    ACCOUNT.sweep(Map.of()).stays(role, "used by Bedrock Agent theirs");
  }

  @Test
  void anAgentToWhichAStrangersHandsWorkOnStays() {
    var ours = prepared(agent("ours", OURS, ofAll()));
    var alias = alias("live", Map.of(), ours);
    var theirs = agent("theirs", Map.of(), ofAll());
    bedrock()
        .associateAgentCollaborator(
            request ->
                request
                    .agentId(id(theirs))
                    .agentVersion("DRAFT")
                    .agentDescriptor(of -> of.aliasArn(alias))
                    .collaborationInstruction("ask it")
                    .collaboratorName("ours"));
    ACCOUNT.sweep(Map.of()).stays(ours, "used by Bedrock Agent theirs");
    assertThat(agents()).containsExactlyInAnyOrder("ours", "theirs");
  }

  @Test
  void aKnowledgeBaseThatAVersionOfAStrangersAgentReadsStays() {
    var base = base("ours", OURS, ofAll(), collection("notes", Map.of()));
    var theirs = agent("theirs", Map.of(), ofAll());
    bedrock()
        .associateAgentKnowledgeBase(
            request ->
                request
                    .agentId(id(theirs))
                    .agentVersion("DRAFT")
                    .description("d")
                    .knowledgeBaseId(id(base)));
    ACCOUNT.sweep(Map.of()).stays(base, "used by Bedrock Agent theirs");
    assertThat(bases()).containsExactly("ours");
  }

  // Knowledge bases

  @Test
  void allGoInOrderAndNothingIsTakenOutOfTheStore() {
    var role = role("bases", OURS);
    var store = collection("notes", OURS);
    var base = base("ours", OURS, role, store);
    source(base, "lecture");
    var agent = agent("ours", OURS, role);
    bedrock()
        .associateAgentKnowledgeBase(
            request ->
                request
                    .agentId(id(agent))
                    .agentVersion("DRAFT")
                    .description("d")
                    .knowledgeBaseId(id(base)));
    alias("live", Map.of(), prepared(agent));
    base("theirs", Map.of(), ofAll(), collection("theirs", Map.of()));
    base("kept", KEPT, ofAll(), collection("kept", Map.of()));
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .containsSubsequence(agent, base, store)
        .contains(role);
    assertThat(agents()).isEmpty();
    assertThat(bases()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(collections()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(erased()).isEqualTo(List.of());
  }

  @Test
  void aStrangersStoreIsNotWrittenTo() {
    var base = base("ours", OURS, ofAll(), collection("theirs", Map.of()));
    source(base, "lecture");
    source(base, "exercises");
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(base);
    assertThat(erased()).isEqualTo(List.of());
    assertThat(collections()).containsExactly("theirs");
  }

  @Test
  void whereTheStoreIsGoneItGoesAllTheSame() {
    var store = collection("notes", Map.of());
    var base = base("ours", OURS, ofAll(), store);
    var source = source(base, "lecture");
    stores().deleteCollection(request -> request.id(id(store)));
    while (!collections().isEmpty()) {
      // Another look takes it away.
    }
    // Somebody tried before.
    bedrock().deleteDataSource(request -> request.knowledgeBaseId(id(base)).dataSourceId(source));
    bedrock().listDataSources(request -> request.knowledgeBaseId(id(base)));
    bedrock().listDataSources(request -> request.knowledgeBaseId(id(base)));
    assertThat(
            bedrock()
                .getDataSource(request -> request.knowledgeBaseId(id(base)).dataSourceId(source))
                .dataSource()
                .statusAsString())
        .isEqualTo("DELETE_UNSUCCESSFUL");
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(base);
  }

  @Test
  void whatStrangersReadFromStaysForThem() {
    var role = role("bases", OURS);
    var store = collection("notes", OURS);
    ACCOUNT.aws().s3(Emulator.REGION).createBucket(request -> request.bucket("lecture"));
    ACCOUNT.tag("arn:aws:s3:::lecture", OURS);
    var theirs = base("theirs", Map.of(), role, store);
    source(theirs, "lecture");
    var night = ACCOUNT.sweep(Map.of());
    for (var one : List.of(role, store, "arn:aws:s3:::lecture")) {
      night.stays(one, "used by Bedrock KnowledgeBase theirs");
    }
    assertThat(night.gone()).isEmpty();
  }

  @Test
  void aDataSourceThatIsReadAtTheMomentIsWaitedFor() {
    var base = base("ours", OURS, ofAll(), collection("notes", Map.of()));
    var source = base + "/data-source/" + source(base, "lecture");
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(source, Map.of("told", Map.of("_ingests", true))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(base).get("reason"))
        .contains("is still changing it")
        .contains("ingestion")
        .contains("the janitor asks again");
    assertThat(bases()).containsExactly("ours");
  }

  @Test
  void whatBedrockGivesUpIsTold() {
    var base = base("ours", OURS, ofAll(), collection("notes", Map.of()));
    var source = source(base, "lecture");
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(
                base + "/data-source/" + source,
                Map.of(
                    "told",
                    Map.of("_stuck", true, "failureReasons", List.of("It is not known why.")))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(base).get("outcome")).isEqualTo("Failed");
    assertThat(night.told(base).get("reason"))
        .contains("could not delete its data source notes: It is not known why.");
    assertThat(bases()).containsExactly("ours");
  }

  @Test
  void aTypeThatNobodyKnowsStays() {
    var base = base("ours", OURS, ofAll(), collection("notes", Map.of()));
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(
                base,
                Map.of("told", Map.of("knowledgeBaseConfiguration", Map.of("type", "MANAGED")))));
    ACCOUNT.sweep(Map.of()).stays(base, "its type is MANAGED");
    assertThat(bases()).containsExactly("ours");
  }
}
