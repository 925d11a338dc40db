package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudcontrol.CloudControlClient;
import software.amazon.awssdk.services.cloudcontrol.model.CloudControlException;
import software.amazon.awssdk.services.cloudcontrol.model.Operation;
import software.amazon.awssdk.services.cloudcontrol.model.OperationStatus;
import software.amazon.awssdk.services.cloudcontrol.model.ProgressEvent;
import software.amazon.awssdk.services.cloudcontrol.model.ResourceDescription;
import software.amazon.awssdk.services.cloudcontrol.model.ResourceNotFoundException;

/// A type of the table: Cloud Control lists, reads and deletes it. A wrong identifier is answered
/// with "not found", which looks like gone: only the identifier that read back the very ARN is ever
/// asked to go, or missed, and it is written down with the resource.
///
/// Whose member of a stack it is never comes from the model, which has no tags of `aws:` (aws-sdk
/// #594).
///
/// @param nightBegan what a request of another night came to is nothing of tonight's
record CloudControl(
    Clients clients, CloudControlRow row, Traits traits, Supplier<Instant> nightBegan)
    implements ResourceKind, OwnTags {

  private static final Set<OperationStatus> UNDER_WAY =
      Set.of(
          OperationStatus.PENDING, OperationStatus.IN_PROGRESS, OperationStatus.CANCEL_IN_PROGRESS);

  private static final Set<OperationStatus> OVER =
      Set.of(OperationStatus.FAILED, OperationStatus.CANCEL_COMPLETE);

  private static final int PAGE = 100;

  /// After which log groups are named. Others of the same services, as a capacity provider of
  /// Lambda's, share names with what logs.
  private static final Set<String> LOGGING =
      Set.of(
          "AWS::AmazonMQ::Broker",
          "AWS::KinesisFirehose::DeliveryStream",
          "AWS::MWAA::Environment");

  /// The fact with the identifier that read back the resource's own ARN.
  private static final String IDENTIFIER = "identifier";

  /// All rows of the table.
  static List<ResourceKind> kinds(Clients clients, Supplier<Instant> nightBegan) {
    return CloudControlRow.all().stream()
        .map(row -> (ResourceKind) new CloudControl(clients, row, traits(row), nightBegan))
        .toList();
  }

  private static Traits traits(CloudControlRow row) {
    var actions =
        Stream.of(
                Stream.of(
                    "cloudformation:DeleteResource",
                    "cloudformation:GetResource",
                    "cloudformation:ListResourceRequests",
                    "cloudformation:ListResources"),
                row.rights().deletes().stream(),
                row.rights().reads().stream())
            .flatMap(some -> some);
    var traits =
        Traits.of(row.type())
            .named(row.name()::claims)
            .physicalId(physicalId(row))
            .actions(actions.toArray(String[]::new))
            .usualWait(row.usualWait())
            .costs(row.cost())
            .flags(Traits.Flag.GENERIC);
    traits.usesOf(row.uses().types().toArray(String[]::new));
    if (!row.uses().services().isEmpty()) {
      traits.takesRoles(row.uses().services().toArray(String[]::new));
    }
    if (row.type().equals(BedrockFlows.FLOW)) {
      traits.actions(BedrockFlows.LOOKS);
    }
    if (row.name().isGlobal()) {
      traits.flags(Traits.Flag.GLOBAL);
    }
    if (row.holdsData()) {
      traits.flags(Traits.Flag.HOLDS_DATA);
    }
    return traits.build();
  }

  /// A stack lists the primary identifier. One of another form names nobody knows what.
  private static PhysicalId physicalId(CloudControlRow row) {
    return (spot, id) -> {
      if (id.startsWith("arn:")) {
        return List.of(Arn.of(id));
      }
      var derived = row.name().arnOf(spot.place(), id);
      return derived.isEmpty() && spot.kind() instanceof CloudControl kind
          ? List.of(kind.arnOf(spot.place(), id))
          : List.of(
              derived.orElseThrow(() -> new IllegalArgumentException("no ARN follows from " + id)));
    };
  }

  /// Its ARN as its model has it, where the identifier says too little.
  private Arn arnOf(Place place, String identifier) {
    return Answers.arn(model(described(place, identifier)).arn())
        .filter(row.name()::claims)
        .orElseThrow(() -> new IllegalArgumentException("no ARN follows from " + identifier));
  }

  private ResourceDescription described(Place place, String identifier) {
    return at(place.region())
        .getResource(request -> request.typeName(type()).identifier(identifier))
        .resourceDescription();
  }

  private CloudControlClient at(String region) {
    return clients.of(region, CloudControlClient.class, CloudControlClient::builder);
  }

  /// Without what is of another form, which a service may list beside it, as Comprehend does each
  /// version of a classifier (API reference, ListDocumentClassifiers): that is none of these.
  @Override
  public List<Resource> list(Place place) {
    return everyones(place).stream().collect(Items.each(one -> listed(place, one))).stream()
        .filter(one -> row.name().claims(one.arn()))
        .toList();
  }

  private List<ResourceDescription> everyones(Place place) {
    return row.uses().isListed()
        ? place.once(
            "Cloud Control's list of " + type(),
            () ->
                at(place.region())
                    .listResourcesPaginator(request -> request.typeName(type()).maxResults(PAGE))
                    .stream()
                    .flatMap(page -> page.resourceDescriptions().stream())
                    .toList())
        : List.of();
  }

  /// A list may tell no more than the identifier.
  private Resource listed(Place place, ResourceDescription resource) {
    var identifier = Items.told(resource.identifier());
    var arn =
        Answers.arn(model(resource).arn())
            .or(() -> row.name().arnOf(place, identifier))
            .or(() -> Answers.arn(identifier))
            .orElseGet(() -> arnOf(place, identifier));
    return Resource.of(type(), arn, place.region())
        .name(row.name().claims(arn) ? row.name().nameOf(arn) : identifier)
        .fact(IDENTIFIER, identifier)
        .build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(
        arns, arn -> Optional.of(resource(place, arn)), ResourceNotFoundException.class);
  }

  private Resource resource(Place place, Arn arn) {
    return resource(place, arn, row.name().identifierOf(arn));
  }

  private Resource resource(Place place, Arn arn, String identifier) {
    var model = model(described(place, identifier));
    var own = model.arn();
    if (!arn.toString().equals(own)) {
      throw new IllegalStateException(
          own == null
              ? "Cloud Control's model of " + identifier + " has no " + row.model().arn()
              : "Cloud Control has " + own + " by the name of " + identifier + ", not " + arn);
    }
    var resource =
        Resource.of(type(), arn, place.region())
            .name(row.name().nameOf(arn))
            .tags(model.tags())
            .createdAt(model.createdAt().orElse(null))
            .fact(IDENTIFIER, identifier);
    if (LOGGING.contains(type())) {
      LogsLogGroup.namedAfter(resource, place, arn);
    }
    model.named(place).filter(other -> !other.equals(arn)).forEach(resource::uses);
    model.guard().ifPresent(resource::guard);
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return type().equals(BedrockFlows.FLOW)
        ? Described.uses(
            place, candidates, traits().order(), () -> new BedrockFlows(clients).working(place))
        : Described.uses(place, candidates, traits().order(), () -> strangers(place, candidates));
  }

  /// With what each uses. What was looked at already has said so itself.
  ///
  /// What another account, or AWS itself, shares with this one may not be read here
  /// (terraform-provider-aws #10211); to whom a key is lent its own policy says.
  private Reading<List<Resource>> strangers(Place place, List<Resource> candidates) {
    var known =
        candidates.stream()
            .filter(one -> one.guard().isEmpty())
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Found.enriched(
            everyones(place).stream().collect(Items.each(one -> listed(place, one))).stream()
                .filter(one -> !known.contains(one.arn()))
                .toList(),
            one -> withUses(place, one),
            ResourceNotFoundException.class)
        .only(arn -> arn.account().equals(place.account()));
  }

  /// By the ARN that its model has: a trail of all regions, or of the organization, is listed by
  /// its name where it is not.
  private Resource withUses(Place place, Resource listed) {
    var model = model(described(place, listed.fact(IDENTIFIER)));
    var arn = Answers.arn(model.arn()).orElse(listed.arn());
    var resource = Resource.of(type(), arn, place.region()).name(listed.name());
    model.named(place).filter(other -> !other.equals(arn)).forEach(resource::uses);
    return resource.build();
  }

  private CloudControlModel model(ResourceDescription resource) {
    return CloudControlModel.of(row.model(), resource.properties());
  }

  /// Asked again by the same token AWS tells what became of the first request, and makes no second
  /// one: the token is of the night, which the ledger keeps, so that it outlasts a round that died.
  /// A request that is over makes room for another.
  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    var identifier = resource.fact(IDENTIFIER);
    return Answers.unless(
            "ConcurrentOperationException",
            () -> {
              var first = asked(resource, identifier, 0);
              return isUnderWay(first)
                  ? first
                  : asked(resource, identifier, over(resource.region(), identifier));
            })
        .map(CloudControl::begun)
        .orElseGet(() -> beside(resource, identifier));
  }

  private static Deletion begun(ProgressEvent event) {
    if (OVER.contains(event.operationStatus())) {
      throw refusal(event);
    }
    return Deletion.ASKED;
  }

  /// What it is at already it refuses to be asked for by another token: a deletion that an earlier
  /// night, or a person, asked for, or another change.
  private Deletion beside(Resource resource, String identifier) {
    return requests(resource.region()).getOrDefault(key(type(), identifier), List.of()).stream()
            .anyMatch(CloudControl::isUnderWay)
        ? Deletion.ASKED
        : new Deletion.Preparing("AWS is at another change of it", row.usualWait());
  }

  /// How many of tonight's requests are over.
  private long over(String region, String identifier) {
    return tonights(requests(region), identifier).filter(event -> !isUnderWay(event)).count();
  }

  private Stream<ProgressEvent> tonights(
      Map<String, List<ProgressEvent>> requests, String identifier) {
    return requests.getOrDefault(key(type(), identifier), List.of()).stream()
        .filter(event -> !event.eventTime().isBefore(nightBegan.get()));
  }

  private ProgressEvent asked(Resource resource, String identifier, long attempt) {
    return at(resource.region())
        .deleteResource(
            request ->
                request
                    .typeName(type())
                    .identifier(identifier)
                    .clientToken(token(resource, attempt))
                    .overrideConfiguration(Clients.ONE_ATTEMPT))
        .progressEvent();
  }

  private String token(Resource resource, long attempt) {
    var words = nightBegan.get() + " " + resource.arn() + " " + attempt;
    return "janitor-" + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isUnderWay(ProgressEvent event) {
    return UNDER_WAY.contains(event.operationStatus());
  }

  /// What a handler answered, as if its service had: the codes are those of the CloudFormation
  /// CLI's handler contract.
  private static CloudControlException refusal(ProgressEvent event) {
    return (CloudControlException)
        CloudControlException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("CloudControl")
                    .errorCode(String.valueOf(event.errorCodeAsString()))
                    .errorMessage(String.valueOf(event.statusMessage()))
                    .build())
            .build();
  }

  /// One list tells of all that is under way; only what is not is looked for by itself, by the
  /// identifier that once read back its ARN. "Not found" says nothing of any other.
  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    var requests = requests(place);
    return Reading.each(resources, Resource::arn, resource -> there(place, resource, requests))
        .map(Set::copyOf);
  }

  private List<Arn> there(
      Place place, Resource resource, Map<String, List<ProgressEvent>> requests) {
    var identifier = resource.fact(IDENTIFIER);
    if (requests.getOrDefault(key(type(), identifier), List.of()).stream()
        .anyMatch(CloudControl::isUnderWay)) {
      return List.of(resource.arn());
    }
    var there =
        Found.unless(
            ResourceNotFoundException.class,
            () -> Optional.of(resource(place, resource.arn(), identifier)));
    if (there.isPresent()) {
      tonights(requests, identifier)
          .max(Comparator.comparing(ProgressEvent::eventTime))
          .filter(last -> OVER.contains(last.operationStatus()))
          .ifPresent(
              last -> {
                throw refusal(last);
              });
    }
    return there.stream().map(Resource::arn).toList();
  }

  private Map<String, List<ProgressEvent>> requests(Place place) {
    return place.once("deletions of Cloud Control", () -> requests(place.region()));
  }

  /// The deletions of each, of the last seven days.
  private Map<String, List<ProgressEvent>> requests(String region) {
    return at(region)
        .listResourceRequestsPaginator(
            request ->
                request
                    .maxResults(PAGE)
                    .resourceRequestStatusFilter(filter -> filter.operations(Operation.DELETE)))
        .stream()
        .flatMap(page -> page.resourceRequestStatusSummaries().stream())
        .filter(event -> event.identifier() != null && event.eventTime() != null)
        .collect(Collectors.groupingBy(event -> key(event.typeName(), event.identifier())));
  }

  private static String key(String type, String identifier) {
    return type + " " + identifier;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
    return Found.tags(read(place, resources.stream().map(Resource::arn).toList()));
  }
}
