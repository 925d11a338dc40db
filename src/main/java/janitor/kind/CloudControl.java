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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
record CloudControl(Clients clients, CloudControlRow row, Traits traits)
    implements ResourceKind, OwnTags {

  private static final Set<OperationStatus> UNDER_WAY =
      Set.of(
          OperationStatus.PENDING, OperationStatus.IN_PROGRESS, OperationStatus.CANCEL_IN_PROGRESS);

  private static final Set<OperationStatus> OVER =
      Set.of(OperationStatus.FAILED, OperationStatus.CANCEL_COMPLETE);

  private static final int PAGE = 100;

  /// The fact with the identifier that read back the resource's own ARN.
  private static final String IDENTIFIER = "identifier";

  /// EC2's ids, which no other service writes in this way.
  private static final Pattern EC2_ID =
      Pattern.compile("(subnet|sg|vpc|eni|eipalloc)-[0-9a-f]{8,17}");

  private static final Map<String, String> EC2_WORDS =
      Map.of(
          "subnet", "subnet/",
          "sg", "security-group/",
          "vpc", "vpc/",
          "eni", "network-interface/",
          "eipalloc", "elastic-ip/");

  /// All rows of the table.
  static List<ResourceKind> kinds(Clients clients) {
    return CloudControlRow.all().stream()
        .map(row -> (ResourceKind) new CloudControl(clients, row, traits(row)))
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
                row.deletes().stream(),
                row.reads().stream())
            .flatMap(some -> some);
    var traits =
        Traits.of(row.type())
            .named(row.name()::claims)
            .physicalId(physicalId(row))
            .actions(actions.toArray(String[]::new))
            .usualWait(row.usualWait())
            .costs(row.cost())
            .flags(Traits.Flag.GENERIC);
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
    return Answers.arn(text(model(described(place, identifier)), row.model().arn()))
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

  @Override
  public List<Resource> list(Place place) {
    return at(place.region())
        .listResourcesPaginator(request -> request.typeName(type()).maxResults(PAGE))
        .stream()
        .flatMap(page -> page.resourceDescriptions().stream())
        .collect(Items.each(resource -> listed(place, resource)));
  }

  /// A list may tell no more than the identifier.
  private Resource listed(Place place, ResourceDescription resource) {
    var identifier = Items.told(resource.identifier());
    var arn =
        Answers.arn(text(model(resource), row.model().arn()))
            .or(() -> row.name().arnOf(place, identifier))
            .filter(row.name()::claims)
            .orElseGet(() -> arnOf(place, identifier));
    return Resource.of(type(), arn, place.region()).name(row.name().nameOf(arn)).build();
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
    var own = text(model, row.model().arn());
    if (!arn.toString().equals(own)) {
      throw new IllegalStateException(
          own == null
              ? "Cloud Control's model of " + identifier + " has no " + row.model().arn()
              : "Cloud Control has " + own + " by the name of " + identifier + ", not " + arn);
    }
    var resource =
        Resource.of(type(), arn, place.region())
            .name(row.name().nameOf(arn))
            .tags(tags(model))
            .createdAt(row.model().createdAt().flatMap(name -> time(model.get(name))).orElse(null))
            .fact(IDENTIFIER, identifier);
    named(place, model).filter(other -> !other.equals(arn)).forEach(resource::uses);
    row.model()
        .protection()
        .filter(property -> Boolean.TRUE.equals(model.get(property)))
        .ifPresent(property -> resource.protection("its " + property + " is on"));
    return resource.build();
  }

  private static Map<String, Object> model(ResourceDescription resource) {
    return Answers.object(resource.properties())
        .orElseThrow(
            () ->
                new IllegalStateException("its model is no JSON object: " + resource.properties()));
  }

  private static @Nullable String text(Map<String, Object> model, String property) {
    return model.get(property) instanceof String text ? text : null;
  }

  /// Pairs, whose words some types write small, or one object.
  private Tags tags(Map<String, Object> model) {
    return switch (model.get(row.model().tags())) {
      case null -> Tags.NONE;
      case Map<?, ?> all ->
          Tags.of(
              all.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          entry -> String.valueOf(entry.getKey()),
                          entry -> String.valueOf(entry.getValue()))));
      case List<?> pairs -> {
        var all = new LinkedHashMap<String, String>();
        for (var pair : pairs) {
          if (!(pair instanceof Map<?, ?> fields) || word(fields, "Key").isEmpty()) {
            throw new IllegalStateException("its tags are not as documented: " + pair);
          }
          all.put(word(fields, "Key").orElseThrow(), word(fields, "Value").orElse(""));
        }
        yield Tags.of(all);
      }
      case Object other ->
          throw new IllegalStateException("its tags are not as documented: " + other);
    };
  }

  private static Optional<String> word(Map<?, ?> pair, String name) {
    return Stream.of(name, name.toLowerCase(java.util.Locale.ROOT))
        .flatMap(word -> Stream.ofNullable(pair.get(word)))
        .map(String::valueOf)
        .findFirst();
  }

  private static Optional<Instant> time(@Nullable Object told) {
    return switch (told) {
      case Number seconds -> Optional.of(Instant.ofEpochSecond(seconds.longValue()));
      case String text ->
          Found.unless(
              DateTimeException.class, () -> Optional.of(OffsetDateTime.parse(text).toInstant()));
      case null, default -> Optional.empty();
    };
  }

  /// Whatever ARN, or id of EC2's, stands anywhere in the model is something that it uses. Names
  /// are not looked at: they collide.
  private static Stream<Arn> named(Place place, @Nullable Object value) {
    return switch (value) {
      case String text when text.startsWith("arn:") -> Answers.arn(text).stream();
      case String text -> part(place, text).stream();
      case Map<?, ?> all -> all.values().stream().flatMap(one -> named(place, one));
      case List<?> all -> all.stream().flatMap(one -> named(place, one));
      case null, default -> Stream.of();
    };
  }

  private static Optional<Arn> part(Place place, String text) {
    var id = EC2_ID.matcher(text);
    return id.matches()
        ? Optional.of(place.arn("ec2", EC2_WORDS.get(id.group(1)) + text))
        : Optional.empty();
  }

  /// What it is at already it refuses to be asked for again: the rounds of a night do ask.
  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    if (resource.protection().isPresent()) {
      return new Deletion.Refused(
          resource.protection().get(), "Switch it off, and a later night deletes it.");
    }
    var identifier = resource.fact(IDENTIFIER);
    var event = Answers.unless("ConcurrentOperationException", () -> asked(resource, identifier));
    var last = event.orElseGet(() -> requests(resource.region()).get(key(type(), identifier)));
    if (last == null || last.operationStatus() == OperationStatus.SUCCESS) {
      return event.isPresent()
          ? Deletion.ASKED
          : new Deletion.Preparing("AWS is at another change of it", row.usualWait());
    }
    if (OVER.contains(last.operationStatus())) {
      throw refusal(last);
    }
    return Deletion.ASKED;
  }

  private ProgressEvent asked(Resource resource, String identifier) {
    return at(resource.region())
        .deleteResource(
            request ->
                request
                    .typeName(type())
                    .identifier(identifier)
                    .overrideConfiguration(Clients.ONE_ATTEMPT))
        .progressEvent();
  }

  private static boolean isUnderWay(@Nullable ProgressEvent last) {
    return last != null && UNDER_WAY.contains(last.operationStatus());
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

  private List<Arn> there(Place place, Resource resource, Map<String, ProgressEvent> requests) {
    var identifier = resource.fact(IDENTIFIER);
    var last = requests.get(key(type(), identifier));
    if (isUnderWay(last)) {
      return List.of(resource.arn());
    }
    var there =
        Found.unless(
            ResourceNotFoundException.class,
            () -> Optional.of(resource(place, resource.arn(), identifier)));
    if (there.isPresent() && last != null && OVER.contains(last.operationStatus())) {
      throw refusal(last);
    }
    return there.stream().map(Resource::arn).toList();
  }

  private Map<String, ProgressEvent> requests(Place place) {
    return place.once("deletions of Cloud Control", () -> requests(place.region()));
  }

  /// The last deletion of each, of those of the last seven days.
  private Map<String, ProgressEvent> requests(String region) {
    return at(region)
        .listResourceRequestsPaginator(
            request ->
                request
                    .maxResults(PAGE)
                    .resourceRequestStatusFilter(filter -> filter.operations(Operation.DELETE)))
        .stream()
        .flatMap(page -> page.resourceRequestStatusSummaries().stream())
        .filter(event -> event.identifier() != null && event.eventTime() != null)
        .collect(
            Collectors.toMap(
                event -> key(event.typeName(), event.identifier()),
                event -> event,
                BinaryOperator.maxBy(Comparator.comparing(ProgressEvent::eventTime))));
  }

  private static String key(String type, String identifier) {
    return type + " " + identifier;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
    return read(place, resources.stream().map(Resource::arn).toList())
        .map(all -> all.stream().collect(Collectors.toMap(Resource::arn, Resource::tags)));
  }
}
