package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.neptunegraph.model.PrivateGraphEndpointStatus;
import software.amazon.awssdk.services.neptunegraph.model.PrivateGraphEndpointSummary;
import software.amazon.awssdk.services.neptunegraph.model.ResourceNotFoundException;

/// Where a graph of Neptune Analytics is in a VPC. It can carry no tag, has no ARN (the one here is
/// ours), and goes before its graph.
///
/// It brings an endpoint of the VPC's, which is not deleted beside it: Neptune does that, with the
/// rights of who asks (service authorization reference, DeletePrivateGraphEndpoint).
record NeptuneGraphPrivateGraphEndpoint(Clients clients) implements ResourceKind, PieceByPiece {
  static final String TYPE = "AWS::NeptuneGraph::PrivateGraphEndpoint";

  private static final String WORD = "private-graph-endpoint/";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(NeptuneGraph.SERVICE, WORD)
          .physicalId(PhysicalId.after(NeptuneGraph.SERVICE, WORD))
          .costs(CostClass.DOLLARS_A_MONTH)
          .flags(Traits.Flag.UNTAGGABLE)
          .actions(
              "neptune-graph:ListGraphs",
              "neptune-graph:ListPrivateGraphEndpoints",
              "neptune-graph:GetPrivateGraphEndpoint",
              "neptune-graph:DeletePrivateGraphEndpoint",
              "ec2:DeleteVpcEndpoints",
              "ec2:DescribeAvailabilityZones",
              Ec2Interfaces.ACTION,
              "ec2:DescribeSecurityGroups",
              "ec2:DescribeSubnets",
              "ec2:DescribeVpcAttribute",
              "ec2:DescribeVpcEndpoints",
              "ec2:DescribeVpcs",
              "ec2:ModifyVpcEndpoint",
              "route53:DisassociateVPCFromHostedZone")
          .foundBy(NeptuneGraph.GRAPH)
          .usesOf(Ec2Network.ENDPOINT, Ec2Network.SUBNET, Ec2Network.VPC)
          .usualWait(FinalSnapshots.MINUTES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return listing(place).whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    return place.once(
        TYPE,
        () -> {
          var graphs = Reading.ofList(() -> NeptuneGraph.graphs(clients, place));
          return Reading.ofPieces(
                  graphs.answer().stream().map(Resource::arn).toList(),
                  graph -> Reading.ofList(() -> of(clients, place, graph)))
              .beside(graphs);
        });
  }

  /// Those of a graph; none of one that went meanwhile.
  static List<Resource> of(Clients clients, Place place, Arn graph) {
    return place.once(
        TYPE + " of " + graph,
        () ->
            there(
                    () ->
                        NeptuneGraph.client(clients, place.region())
                            .listPrivateGraphEndpointsPaginator(
                                request -> request.graphIdentifier(graph.after(NeptuneGraph.WORD)))
                            .privateGraphEndpoints()
                            .stream()
                            .collect(Items.each(told -> endpoint(place, graph, told))))
                .orElse(List.of()));
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Found.unless(ResourceNotFoundException.class, () -> Optional.of(ask.get()));
  }

  /// What makes one: its graph, and the VPC that it is in.
  private record Ends(String graph, String vpc) {
    /// `GRAPH_VPC`, as a stack lists it.
    static Ends of(Arn arn) {
      var ends = arn.after(WORD).split("_", -1);
      if (ends.length != 2) {
        throw new IllegalArgumentException(arn + " names no graph in a VPC");
      }
      return new Ends(ends[0], ends[1]);
    }
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Reading.each(
        arns,
        arn -> {
          var ends = Ends.of(arn);
          return there(
                  () ->
                      NeptuneGraph.client(clients, place.region())
                          .getPrivateGraphEndpoint(
                              request -> request.graphIdentifier(ends.graph()).vpcId(ends.vpc())))
              .map(
                  told ->
                      endpoint(
                          place,
                          place.arn(NeptuneGraph.SERVICE, NeptuneGraph.WORD + ends.graph()),
                          PrivateGraphEndpointSummary.builder()
                              .vpcId(told.vpcId())
                              .subnetIds(told.subnetIds())
                              .status(told.status())
                              .vpcEndpointId(told.vpcEndpointId())
                              .build()))
              .stream()
              .toList();
        });
  }

  private static Resource endpoint(Place place, Arn graph, PrivateGraphEndpointSummary told) {
    var vpc = Items.told(told.vpcId());
    var id = graph.after(NeptuneGraph.WORD) + "_" + vpc;
    var resource =
        Resource.of(TYPE, place.arn(NeptuneGraph.SERVICE, WORD + id), place.region())
            .name(id)
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .uses(graph)
            .uses(place.arn("ec2", "vpc/" + vpc));
    Described.standsIn(resource, place, told.subnetIds().stream(), Stream.of());
    EndpointBeside.of(resource, place, told.vpcEndpointId());
    return resource.build();
  }

  /// A stranger's graph needs its endpoint, and what that stands in.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(place, candidates, TRAITS.order(), () -> listing(place));
  }

  /// One of which an interface is left is not over: its subnet could not go.
  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> endpoints) {
    return PieceByPiece.super
        .remaining(place, endpoints)
        .map(
            there ->
                Stream.concat(
                        there.stream(),
                        EndpointBeside.left(
                            clients,
                            place,
                            endpoints.stream().filter(one -> !there.contains(one.arn())).toList())
                            .stream())
                    .collect(Collectors.toSet()));
  }

  @Override
  public Deletion delete(Resource endpoint, Deadline deadline) {
    var status = PrivateGraphEndpointStatus.fromValue(endpoint.fact(Resource.STATUS));
    if (status == PrivateGraphEndpointStatus.CREATING) {
      return Deletion.atWork("Neptune Analytics", status.toString(), FinalSnapshots.MINUTES);
    }
    if (status != PrivateGraphEndpointStatus.DELETING) {
      var ends = Ends.of(endpoint.arn());
      NeptuneGraph.client(clients, endpoint.region())
          .deletePrivateGraphEndpoint(
              request -> request.graphIdentifier(ends.graph()).vpcId(ends.vpc()));
    }
    return Deletion.ASKED;
  }
}
