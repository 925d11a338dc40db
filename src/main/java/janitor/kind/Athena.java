package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CapacityReservation;
import software.amazon.awssdk.services.athena.model.CapacityReservationStatus;
import software.amazon.awssdk.services.athena.model.ResourceNotFoundException;

/// Capacity that is reserved for queries, and bills for each unit by the hour, whoever asks. It is
/// cancelled, and deleted once that is over; what is only cancelled stays in the list for 45 days,
/// and nobody can use it any more (API reference, CancelCapacityReservation).
///
/// The queries of a workgroup that is assigned to it would fail from then on: one that is not of
/// the workshop keeps it, such as `primary`, which is everybody's.
final class Athena {
  static final String RESERVATION = "AWS::Athena::CapacityReservation";

  private static final String WORD = "capacity-reservation/";

  /// What holds no capacity any more.
  private static final Set<String> OVER =
      Set.of(
          CapacityReservationStatus.CANCELLED.toString(),
          CapacityReservationStatus.CANCELLING.toString());

  private final Clients clients;

  private Athena(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Addressed(new Athena(clients).reservation()));
  }

  private AthenaClient at(String region) {
    return clients.of(region, AthenaClient.class, AthenaClient::builder);
  }

  private Addressed.Row reservation() {
    return new Addressed.Row(
            Traits.of(RESERVATION)
                .named("athena", WORD)
                .physicalId(PhysicalId.after("athena", WORD))
                .createdBy(Creation.asking("athena:CreateCapacityReservation", "name"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "athena:ListCapacityReservations",
                    "athena:ListTagsForResource",
                    "athena:GetCapacityAssignmentConfiguration",
                    "athena:GetCapacityReservation",
                    "athena:CancelCapacityReservation",
                    "athena:DeleteCapacityReservation")
                // Of the workgroups only their reservation tells.
                .usesOf(RESERVATION)
                .build(),
            this::all,
            this::read,
            this::delete)
        .linking(this::assigned);
  }

  private Reading<List<Resource>> all(Place place) {
    return place.once(
        RESERVATION,
        () ->
            Reading.ofList(
                () ->
                    at(place.region()).listCapacityReservationsPaginator(_ -> {}).stream()
                        .flatMap(page -> page.capacityReservations().stream())
                        .collect(Items.each(one -> reservation(place, one)))));
  }

  private static Resource reservation(Place place, CapacityReservation one) {
    var name = Items.told(one.name());
    return Resource.of(RESERVATION, place.arn("athena", WORD + name), place.region())
        .name(name)
        .fact(Described.NAME, name)
        .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
        .createdAt(one.creationTime())
        .build();
  }

  private Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = Reading.among(all(place), arns);
    return Reading.both(
        Found.enriched(
            listed.answer(), one -> one.with(tags(place, one)), ResourceNotFoundException.class),
        listed.map(_ -> List.of()));
  }

  private Tags tags(Place place, Resource one) {
    return Tags.of(
        at(place.region())
            .listTagsForResourcePaginator(request -> request.resourceARN(one.arn().toString()))
            .tags()
            .stream()
            .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())));
  }

  private Reading<List<Use>> assigned(Place place, List<Resource> reservations) {
    return Reading.each(
        reservations.stream().filter(one -> !OVER.contains(one.fact(Resource.STATUS))).toList(),
        Resource::arn,
        one ->
            workgroups(place, one)
                .map(
                    group ->
                        new Use(
                            place.arn("athena", "workgroup/" + group),
                            "the workgroup "
                                + group
                                + " is assigned to it, and is not of the workshop",
                            one.arn(),
                            Use.Bond.STRANGER_ONLY))
                .toList());
  }

  /// Where it never had any, the API reference says no more than "if one exists": an invalid
  /// request that speaks of assignments is taken for that, and whatever else for not having been
  /// told.
  private Stream<String> workgroups(Place place, Resource reservation) {
    return Answers.unless(
            "InvalidRequestException",
            "ssignment",
            () ->
                at(place.region())
                    .getCapacityAssignmentConfiguration(
                        request -> request.capacityReservationName(reservation.name()))
                    .capacityAssignmentConfiguration())
        .stream()
        .flatMap(told -> told.capacityAssignments().stream())
        .flatMap(assignment -> assignment.workGroupNames().stream())
        .distinct();
  }

  /// As it is now: it is asked again once it is cancelled. What is `FAILED` the API reference does
  /// not say; one that is so still once it was cancelled has to be told, and not cancelled for
  /// ever.
  private Deletion delete(Resource one) {
    var athena = at(one.region());
    var status =
        athena
            .getCapacityReservation(request -> request.name(one.name()))
            .capacityReservation()
            .status();
    if (status == CapacityReservationStatus.CANCELLED) {
      athena.deleteCapacityReservation(request -> request.name(one.name()));
      return Deletion.ASKED;
    }
    if (status != CapacityReservationStatus.CANCELLING) {
      athena.cancelCapacityReservation(request -> request.name(one.name()));
    }
    return status == CapacityReservationStatus.FAILED
        ? Deletion.ASKED
        : new Deletion.Preparing("cancelling it first", FinalSnapshots.MINUTES);
  }
}
