package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.AgentAliasSummary;
import software.amazon.awssdk.services.bedrockagent.model.AgentStatus;
import software.amazon.awssdk.services.bedrockagent.model.AgentSummary;
import software.amazon.awssdk.services.bedrockagent.model.ResourceNotFoundException;

/// Agents of Bedrock, with their versions, action groups and aliases, which cost nothing while
/// nobody asks, and hold on to roles, keys and knowledge bases.
///
/// Bedrock refuses to delete one that "has active aliases", unless it is told to skip that check
/// (API reference, DeleteAgent; the text is in hashicorp/terraform-provider-aws #37161). An alias
/// has an ARN and tags of its own, and none of its agent's: IAM would let all aliases be deleted,
/// or none. So the agent takes them along, and the check is the janitor's: where one carries a tag
/// by which it may be somebody else's, the agent stays, and without any alias Bedrock checks.
final class BedrockAgents {
  static final String AGENT = "AWS::Bedrock::Agent";

  static final String SERVICE = "bedrock";
  static final String TAGS = "bedrock:ListTagsForResource";
  private static final String WORD = "agent/";
  private static final String ALIAS_WORD = "agent-alias/";

  /// What Bedrock has for each to try its draft by, and nobody can delete (API reference,
  /// DeleteAgentAlias).
  private static final String TEST_ALIAS = "TSTALIASID";

  private static final String DRAFT = "DRAFT";

  private final Clients clients;
  private final FinalSnapshots workshop;

  private BedrockAgents(Clients clients, FinalSnapshots workshop) {
    this.clients = clients;
    this.workshop = workshop;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots workshop) {
    var service = new BedrockAgents(clients, workshop);
    return List.of(
        new Described(service.agent()), new Described(new BedrockKnowledgeBases(service).base()));
  }

  BedrockAgentClient at(String region) {
    return at(clients, region);
  }

  static BedrockAgentClient at(Clients clients, String region) {
    return clients.of(region, BedrockAgentClient.class, BedrockAgentClient::builder);
  }

  static <T> Optional<T> there(Supplier<T> ask) {
    return Found.unless(ResourceNotFoundException.class, () -> Optional.of(ask.get()));
  }

  Optional<Tags> tags(Place place, Resource one) {
    return tags(place, one.arn().toString());
  }

  private Optional<Tags> tags(Place place, String arn) {
    return Found.tags(
        ResourceNotFoundException.class,
        () -> at(place.region()).listTagsForResource(request -> request.resourceArn(arn)).tags());
  }

  private static String id(Resource agent) {
    return agent.arn().after(WORD);
  }

  private Described.Row agent() {
    return new Described.Row(
            Traits.of(AGENT)
                .named(SERVICE, WORD)
                .physicalId(PhysicalId.after(SERVICE, WORD))
                .createdBy(Creation.answering("bedrock:CreateAgent", "agent.agentArn"))
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "bedrock:ListAgents",
                    "bedrock:GetAgent",
                    "bedrock:GetAgentVersion",
                    "bedrock:ListAgentAliases",
                    "bedrock:ListAgentCollaborators",
                    "bedrock:ListAgentKnowledgeBases",
                    TAGS,
                    "bedrock:DeleteAgent")
                // Of the same type is one that it hands work on to.
                .usesOf(
                    AGENT,
                    Bedrock.CUSTOM_MODEL,
                    Bedrock.DEPLOYMENT,
                    Bedrock.IMPORTED_MODEL,
                    Bedrock.THROUGHPUT,
                    BedrockFlows.INFERENCE_PROFILE,
                    BedrockFlows.PROMPT_ROUTER,
                    BedrockKnowledgeBases.BASE,
                    KmsKey.TYPE)
                .takesRoles(SERVICE)
                .build(),
            place ->
                at(place.region()).listAgentsPaginator(_ -> {}).agentSummaries().stream()
                    .collect(Items.each(agent -> agent(place, agent))),
            this::described,
            this::tags,
            this::delete)
        .needing((place, one) -> there(() -> working(place, one, aliases(place, one)).build()));
  }

  /// Its list has neither its ARN nor its creation time.
  private static Resource agent(Place place, AgentSummary told) {
    return Resource.of(AGENT, place.arn(SERVICE, WORD + Items.told(told.agentId())), place.region())
        .fact(Described.NAME, Items.told(told.agentName()))
        .fact(Resource.STATUS, String.valueOf(told.agentStatusAsString()))
        .build();
  }

  private Optional<Resource> described(Place place, Resource one) {
    return there(
        () -> {
          var aliases = aliases(place, one);
          var agent = working(place, one, aliases);
          wordOf(place, one, aliases).ifPresent(agent::guard);
          return agent.build();
        });
  }

  /// With what its draft works with, and each version that an alias leads to.
  private Resource.Builder working(Place place, Resource one, List<AgentAliasSummary> aliases) {
    var bedrock = at(place.region());
    var told = bedrock.getAgent(request -> request.agentId(id(one))).agent();
    var agent =
        one.toBuilder()
            .createdAt(told.createdAt())
            .fact(Resource.STATUS, String.valueOf(told.agentStatusAsString()))
            .why(String.join(" ", told.failureReasons()));
    works(
        agent,
        told.agentResourceRoleArn(),
        told.customerEncryptionKeyArn(),
        told.foundationModel());
    Stream.concat(
            Stream.of(DRAFT),
            aliases.stream()
                .flatMap(alias -> alias.routingConfiguration().stream())
                .flatMap(route -> Stream.ofNullable(route.agentVersion())))
        .distinct()
        // An alias may lead to one that is deleted: its agent is there all the same.
        .forEach(version -> there(() -> uses(place, agent, id(one), version)));
    return agent;
  }

  /// Its model may be one of the account's own, what serves it, or an inference profile (API
  /// reference, Agent: foundationModel).
  private static void works(Resource.Builder agent, @Nullable String... texts) {
    Described.uses(agent, Stream.of(texts).flatMap(Stream::ofNullable));
  }

  /// A version has a role, a key and a model of its own, the draft's when it was made (API
  /// reference, AgentVersion).
  private Resource.Builder uses(Place place, Resource.Builder agent, String id, String version) {
    var bedrock = at(place.region());
    if (!version.equals(DRAFT)) {
      var told =
          bedrock
              .getAgentVersion(request -> request.agentId(id).agentVersion(version))
              .agentVersion();
      works(
          agent,
          told.agentResourceRoleArn(),
          told.customerEncryptionKeyArn(),
          told.foundationModel());
    }
    bedrock
        .listAgentKnowledgeBasesPaginator(request -> request.agentId(id).agentVersion(version))
        .agentKnowledgeBaseSummaries()
        .forEach(
            base ->
                agent.uses(
                    place.arn(SERVICE, BedrockKnowledgeBases.WORD + base.knowledgeBaseId())));
    bedrock
        .listAgentCollaboratorsPaginator(request -> request.agentId(id).agentVersion(version))
        .agentCollaboratorSummaries()
        .stream()
        .flatMap(other -> Answers.arn(other.agentDescriptor().aliasArn()).stream())
        .flatMap(alias -> ofAlias(alias).stream())
        .forEach(agent::uses);
    return agent;
  }

  /// The agent to which an alias leads.
  static Optional<Arn> ofAlias(Arn alias) {
    return alias.names(SERVICE, ALIAS_WORD)
        ? Optional.of(alias.sibling(WORD + alias.after(ALIAS_WORD).replaceFirst("/.*", "")))
        : Optional.empty();
  }

  private List<AgentAliasSummary> aliases(Place place, Resource agent) {
    return at(place.region())
        .listAgentAliasesPaginator(request -> request.agentId(id(agent)))
        .agentAliasSummaries()
        .stream()
        .filter(alias -> !TEST_ALIAS.equals(alias.agentAliasId()))
        .toList();
  }

  /// What the tags of an alias have against its going with the agent.
  private Optional<String> wordOf(Place place, Resource agent, List<AgentAliasSummary> aliases) {
    return workshop
        .staying(
            aliases,
            () -> tags(place, agent),
            alias ->
                tags(
                    place,
                    agent
                        .arn()
                        .sibling(ALIAS_WORD + id(agent) + "/" + alias.agentAliasId())
                        .toString()),
            alias -> String.valueOf(alias.agentAliasName()))
        .map(names -> "its alias " + names + ", which would go with it, carries " + Tags.A_WORD);
  }

  private Deletion delete(Resource agent) {
    var place = Place.of(agent);
    var bedrock = at(agent.region());
    var status =
        bedrock.getAgent(request -> request.agentId(id(agent))).agent().agentStatusAsString();
    return switch (AgentStatus.fromValue(status)) {
      case DELETING -> Deletion.ASKED;
      case PREPARED, NOT_PREPARED, FAILED -> {
        var aliases = aliases(place, agent);
        var word = wordOf(place, agent, aliases);
        if (word.isPresent()) {
          yield new Deletion.Refused(word.get(), "take that tag off, or delete the alias");
        }
        bedrock.deleteAgent(
            request -> request.agentId(id(agent)).skipResourceInUseCheck(!aliases.isEmpty()));
        yield Deletion.ASKED;
      }
      case null, default ->
          Deletion.atWork("Bedrock", String.valueOf(status), FinalSnapshots.MINUTES);
    };
  }
}
