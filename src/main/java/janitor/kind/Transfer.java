package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.transfer.TransferClient;
import software.amazon.awssdk.services.transfer.model.DescribedServer;
import software.amazon.awssdk.services.transfer.model.ListedServer;
import software.amazon.awssdk.services.transfer.model.ListedUser;
import software.amazon.awssdk.services.transfer.model.ResourceNotFoundException;
import software.amazon.awssdk.services.transfer.model.State;
import software.amazon.awssdk.services.transfer.model.Tag;

/// Servers of the Transfer Family, which bill by the hour and protocol, stopped or not (API
/// reference, StopServer).
///
/// Its users go with it, whatever their tags: one that is kept, has a date or is another workshop's
/// keeps it. What they put is in buckets and file systems, which stay. No answer of AWS's dates a
/// server: the ledger does.
///
/// One in a VPC has an endpoint there, which AWS takes away in the name of who deletes the server
/// (registry schema, `handlers.delete`). Its addresses stay, and bill on.
final class Transfer {
  static final String SERVER = "AWS::Transfer::Server";

  private static final String SERVICE = "transfer";
  private static final String WORD = "server/";

  private final Clients clients;
  private final FinalSnapshots workshop;

  private Transfer(Clients clients, FinalSnapshots workshop) {
    this.clients = clients;
    this.workshop = workshop;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots workshop) {
    return List.of(new Described(new Transfer(clients, workshop).server()));
  }

  private TransferClient at(String region) {
    return clients.of(region, TransferClient.class, TransferClient::builder);
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Found.unless(ResourceNotFoundException.class, () -> Optional.of(ask.get()));
  }

  private Described.Row server() {
    return new Described.Row(
            Traits.of(SERVER)
                .named(SERVICE, WORD)
                .physicalId(PhysicalId.ARN)
                .createdBy(Creation.answering("transfer:CreateServer", "serverId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "transfer:ListServers",
                    "transfer:DescribeServer",
                    "transfer:ListUsers",
                    "transfer:ListTagsForResource",
                    "transfer:DeleteServer",
                    // In the caller's name.
                    "ds:UnauthorizeApplication",
                    "ec2:DeleteVpcEndpoints",
                    "ec2:DisassociateAddress",
                    Ec2Interfaces.ACTION)
                .usesOf(
                    AcmCertificate.TYPE,
                    Directories.TYPE,
                    Ec2Network.SUBNET,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Network.VPC,
                    LambdaFunction.TYPE,
                    LogsLogGroup.TYPE)
                .takesRoles(SERVICE)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            this::servers,
            this::described,
            (place, one) -> tags(place.region(), one.arn().toString()),
            this::delete)
        .needing((place, one) -> told(place, one).map(server -> using(place, one, server)))
        .leaving((place, absent) -> EndpointBeside.left(clients, place, absent));
  }

  private List<Resource> servers(Place place) {
    return at(place.region())
        .listServersPaginator(request -> request.maxResults(1000))
        .servers()
        .stream()
        .collect(Items.each(told -> server(place, told)));
  }

  private static Resource server(Place place, ListedServer told) {
    return Resource.of(SERVER, Arn.of(Items.told(told.arn())), place.region())
        .name(told.serverId())
        .fact(Described.NAME, Items.told(told.serverId()))
        .fact(Resource.STATUS, String.valueOf(told.stateAsString()))
        .build();
  }

  private Optional<DescribedServer> told(Place place, Resource one) {
    return there(
        () -> at(place.region()).describeServer(request -> request.serverId(one.name())).server());
  }

  private Optional<Resource> described(Place place, Resource one) {
    return told(place, one)
        .map(
            server -> {
              var resource = using(place, one, server);
              return word(resource).map(resource::guarded).orElse(resource);
            });
  }

  /// What it works with; its users each with a role.
  private Resource using(Place place, Resource one, DescribedServer told) {
    var resource = one.toBuilder();
    Described.uses(
        resource,
        Stream.of(
                Stream.of(told.loggingRole(), told.certificate()),
                told.structuredLogDestinations().stream().map(arn -> arn.replaceFirst(":\\*$", "")),
                Stream.ofNullable(told.identityProviderDetails())
                    .flatMap(by -> Stream.of(by.invocationRole(), by.function())),
                Stream.ofNullable(told.workflowDetails())
                    .flatMap(
                        of -> Stream.concat(of.onUpload().stream(), of.onPartialUpload().stream()))
                    .map(of -> of.executionRole()),
                users(one).stream().map(ListedUser::role))
            .flatMap(texts -> texts)
            .filter(Objects::nonNull));
    Optional.ofNullable(told.identityProviderDetails())
        .ifPresent(by -> Directories.joins(resource, place, Stream.ofNullable(by.directoryId())));
    Optional.ofNullable(told.endpointDetails())
        .ifPresent(
            in -> {
              Described.standsIn(
                  resource, place, in.subnetIds().stream(), in.securityGroupIds().stream());
              Stream.ofNullable(in.vpcId())
                  .forEach(vpc -> resource.uses(place.arn("ec2", "vpc/" + vpc)));
              EndpointBeside.of(resource, place, in.vpcEndpointId());
              in.addressAllocationIds()
                  .forEach(id -> resource.uses(place.arn("ec2", "elastic-ip/" + id)));
            });
    return LogsLogGroup.namedAfter(resource, place, one.arn()).build();
  }

  private List<ListedUser> users(Resource server) {
    return there(
            () ->
                at(server.region())
                    .listUsersPaginator(request -> request.serverId(server.name()).maxResults(1000))
                    .users()
                    .stream()
                    .toList())
        .orElse(List.of());
  }

  private Optional<Tags> tags(String region, String arn) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(region).listTagsForResourcePaginator(request -> request.arn(arn)).tags().stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  /// What the tags of its users have against their going with it.
  private Optional<String> word(Resource server) {
    return workshop
        .staying(
            users(server),
            () -> tags(server.region(), server.arn().toString()),
            user -> tags(server.region(), Items.told(user.arn())),
            ListedUser::userName)
        .map(names -> "its user " + names + ", who would go with it, carries " + Tags.A_WORD);
  }

  private Deletion delete(Resource server) {
    var state = State.fromValue(server.fact(Resource.STATUS));
    if (state == State.STARTING || state == State.STOPPING) {
      return Deletion.atWork("Transfer", state.toString(), Duration.ofMinutes(1));
    }
    var word = word(server);
    if (word.isPresent()) {
      return new Deletion.Refused(word.get(), "take that tag off, or delete the user");
    }
    at(server.region()).deleteServer(request -> request.serverId(server.name()));
    return Deletion.ASKED;
  }
}
