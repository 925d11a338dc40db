package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.CostClass;
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
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.DevEndpoint;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Session;

/// What of Glue bills by the hour while nobody looks: interactive sessions, as long as they are
/// open, and development endpoints, as long as they are there. A session is stopped first; what
/// went on in it is not kept by anybody.
final class Glue {
  static final String SESSION = "AWS::Glue::Session";
  static final String DEV_ENDPOINT = "AWS::Glue::DevEndpoint";

  private static final String TAGS = "glue:GetTags";

  private final Clients clients;

  private Glue(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Glue(clients);
    return List.of(new Described(service.session()), new Described(service.devEndpoint()));
  }

  private GlueClient at(String region) {
    return clients.of(region, GlueClient.class, GlueClient::builder);
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("glue", word)
        .physicalId(PhysicalId.after("glue", word))
        .costs(CostClass.DOLLARS_A_DAY)
        .flags(Traits.Flag.LIST_PROVES);
  }

  private static Resource.Builder resource(Place place, String type, String word, String name) {
    return Resource.of(type, place.arn("glue", word + name), place.region())
        .name(name)
        .fact(Described.NAME, name);
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        EntityNotFoundException.class,
        () ->
            at(place.region())
                .getTags(request -> request.resourceArn(one.arn().toString()))
                .tags());
  }

  private Described.Row session() {
    return new Described.Row(
        traits(SESSION, "session/")
            .createdBy(Creation.asking("glue:CreateSession", "id"))
            .actions(
                "glue:ListSessions",
                TAGS,
                "glue:GetSession",
                "glue:StopSession",
                "glue:DeleteSession")
            .takesRoles("glue")
            .build(),
        place ->
            at(place.region()).listSessionsPaginator(_ -> {}).stream()
                .flatMap(page -> page.sessions().stream())
                .collect(Items.each(session -> session(place, session))),
        this::tags,
        this::deleteSession);
  }

  private static Resource session(Place place, Session session) {
    var resource =
        resource(place, SESSION, "session/", Items.told(session.id()))
            .createdAt(session.createdOn());
    Described.uses(resource, Stream.ofNullable(session.role()));
    return resource.build();
  }

  /// As it is now, which a list told a while ago.
  private Deletion deleteSession(Resource session) {
    var glue = at(session.region());
    var status =
        Found.unless(
            EntityNotFoundException.class,
            () ->
                Optional.of(
                    glue.getSession(request -> request.id(session.name())).session().status()));
    if (status.isEmpty()) {
      return Deletion.ASKED;
    }
    return switch (status.get()) {
      case READY -> {
        glue.stopSession(request -> request.id(session.name()));
        yield new Deletion.Preparing("stopping it first", FinalSnapshots.MINUTES);
      }
      case PROVISIONING, STOPPING ->
          Deletion.atWork("Glue", status.get().toString(), FinalSnapshots.MINUTES);
      case FAILED, TIMEOUT, STOPPED, UNKNOWN_TO_SDK_VERSION -> {
        glue.deleteSession(request -> request.id(session.name()));
        yield Deletion.ASKED;
      }
    };
  }

  private Described.Row devEndpoint() {
    return new Described.Row(
        traits(DEV_ENDPOINT, "devEndpoint/")
            .createdBy(Creation.asking("glue:CreateDevEndpoint", "endpointName"))
            .actions("glue:GetDevEndpoints", TAGS, "glue:DeleteDevEndpoint")
            .takesRoles("glue")
            .usualWait(FinalSnapshots.MINUTES)
            .build(),
        place ->
            at(place.region()).getDevEndpointsPaginator(_ -> {}).stream()
                .flatMap(page -> page.devEndpoints().stream())
                .collect(Items.each(endpoint -> devEndpoint(place, endpoint))),
        this::tags,
        endpoint -> {
          if (!endpoint.fact(Resource.STATUS).equals("TERMINATING")) {
            at(endpoint.region())
                .deleteDevEndpoint(request -> request.endpointName(endpoint.name()));
          }
          return Deletion.ASKED;
        });
  }

  private static Resource devEndpoint(Place place, DevEndpoint endpoint) {
    var resource =
        resource(place, DEV_ENDPOINT, "devEndpoint/", Items.told(endpoint.endpointName()))
            .createdAt(endpoint.createdTimestamp())
            .fact(Resource.STATUS, String.valueOf(endpoint.status()));
    Described.uses(resource, Stream.ofNullable(endpoint.roleArn()));
    Described.standsIn(
        resource,
        place,
        Stream.ofNullable(endpoint.subnetId()).filter(id -> !id.isEmpty()),
        endpoint.securityGroupIds().stream());
    return resource.build();
  }
}
