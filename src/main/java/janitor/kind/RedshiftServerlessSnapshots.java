package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.redshiftserverless.model.NamespaceStatus;
import software.amazon.awssdk.services.redshiftserverless.model.Snapshot;
import software.amazon.awssdk.services.redshiftserverless.model.SnapshotStatus;
import software.amazon.awssdk.services.redshiftserverless.model.Tag;
import software.amazon.awssdk.services.redshiftserverless.model.Workgroup;
import software.amazon.awssdk.services.redshiftserverless.model.WorkgroupStatus;

/// What people took of a namespace, and what is kept of one that goes. The other copies, recovery
/// points, are AWS's own and go after a day.
///
/// The one that `DeleteNamespace` takes has no tags (API reference).
record RedshiftServerlessSnapshots(RedshiftServerless service, FinalSnapshots ours) {
  static final String TYPE = "AWS::RedshiftServerless::Snapshot";

  /// What taking one takes.
  static final String[] TAKING = {
    "redshift-serverless:ListWorkgroups",
    "redshift-serverless:GetNamespace",
    "redshift-serverless:ListSnapshots",
    "redshift-serverless:CreateSnapshot",
    // It is made with its tags.
    "redshift-serverless:TagResource"
  };

  Described.Row row() {
    return new Described.Row(
        RedshiftServerless.traits(TYPE, "snapshot/")
            .createdBy(
                Creation.answering("redshift-serverless:CreateSnapshot", "snapshot.snapshotArn"),
                Creation.answering(
                    "redshift-serverless:ConvertRecoveryPointToSnapshot", "snapshot.snapshotArn"))
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "redshift-serverless:ListSnapshots",
                RedshiftServerless.TAGS,
                "redshift-serverless:DeleteSnapshot")
            .keptOf(RedshiftServerless.NAMESPACE)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        place ->
            service.at(place.region()).listSnapshotsPaginator(_ -> {}).snapshots().stream()
                .filter(one -> one.status() != SnapshotStatus.DELETED)
                .collect(Items.each(one -> told(place, one))),
        service::tags,
        this::delete);
  }

  private Resource told(Place place, Snapshot told) {
    var resource = snapshot(place, told);
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    var name = Items.told(told.namespaceName());
    var where = " --region " + place.region();
    var there = " --namespace-name " + name + " --workgroup-name " + name;
    return resource.toBuilder()
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        // The price list of us-east-1.
        .holds("what namespace " + name + " held, at 0.024 dollars a GB and month")
        .bringsBack(
            Arn.of(Items.told(told.namespaceArn())),
            "aws redshift-serverless create-namespace --namespace-name "
                + name
                + where
                + " && aws redshift-serverless create-workgroup"
                + there
                + where
                + ", and once that is available aws redshift-serverless restore-from-snapshot"
                + there
                + " --snapshot-name "
                + resource.name()
                + where)
        .build();
  }

  /// With the tags of those that are called as ours are: each is a call.
  private Resource snapshot(Place place, Snapshot told) {
    var name = Items.told(told.snapshotName());
    var resource =
        Resource.of(TYPE, Arn.of(Items.told(told.snapshotArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .createdAt(told.snapshotCreateTime());
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    var made = resource.build();
    return name.startsWith(FinalSnapshots.PREFIX)
        ? made.with(service.tags(place, made).orElse(Tags.NONE))
        : made;
  }

  private Deletion delete(Resource snapshot) {
    var status = SnapshotStatus.fromValue(snapshot.fact(Resource.STATUS));
    if (status == SnapshotStatus.CREATING || status == SnapshotStatus.COPYING) {
      return RedshiftServerless.atWork(status.toString());
    }
    service
        .at(snapshot.region())
        .deleteSnapshot(request -> request.snapshotName(snapshot.fact(Described.NAME)));
    return Deletion.ASKED;
  }

  /// What has to happen before the namespace, or the workgroup by which it is copied, may go.
  Optional<Deletion> last(Resource namespace) {
    return ours.first(namespace, new Taking(this, namespace, Place.of(namespace)));
  }

  /// How one is taken.
  ///
  /// @param place for what is asked about more than once
  private record Taking(RedshiftServerlessSnapshots snapshots, Resource namespace, Place place)
      implements FinalSnapshots.Source {

    private String name() {
      return namespace.fact(Described.NAME);
    }

    @Override
    public String id() {
      return namespace.arn().after(RedshiftServerless.NAMESPACE_WORD);
    }

    @Override
    public List<Resource> taken() {
      return snapshots
          .service
          .at(namespace.region())
          .listSnapshotsPaginator(request -> request.namespaceName(name()))
          .snapshots()
          .stream()
          .map(told -> snapshots.snapshot(place, told))
          .map(
              one ->
                  one.toBuilder()
                      .fact(Resource.STATUS, one.fact(Resource.STATUS).toLowerCase(Locale.ROOT))
                      .build())
          .toList();
    }

    private Optional<Workgroup> workgroup() {
      return snapshots.service.workgroups(place).stream()
          .filter(one -> name().equals(one.namespaceName()))
          .findFirst();
    }

    /// Nobody writes to one without a workgroup.
    @Override
    public boolean isAtRest() {
      return workgroup().isEmpty();
    }

    @Override
    public Optional<Deletion> hindrance() {
      var now = snapshots.service.namespaceNow(namespace);
      if (now.isEmpty()) {
        return Optional.of(Deletion.ASKED);
      }
      if (now.get().status() != NamespaceStatus.AVAILABLE) {
        return Optional.of(RedshiftServerless.atWork(now.get().statusAsString()));
      }
      var workgroup = workgroup();
      if (workgroup.isEmpty()) {
        return Optional.of(
            FinalSnapshots.stays(
                "it has no workgroup, and without one no snapshot is taken of it",
                "make a workgroup for it, delete it yourself by aws redshift-serverless"
                    + " delete-namespace --namespace-name "
                    + name()
                    + " --final-snapshot-name NAME, or to let it go without one, set FinalSnapshot"
                    + " to none"));
      }
      return workgroup
          .filter(one -> one.status() != WorkgroupStatus.AVAILABLE)
          .map(one -> RedshiftServerless.atWork(one.statusAsString()));
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      Objects.requireNonNull(
          snapshots
              .service
              .at(namespace.region())
              .createSnapshot(
                  request ->
                      request
                          .namespaceName(name())
                          .snapshotName(name)
                          .tags(
                              Tags.each(
                                  tags,
                                  (key, value) -> Tag.builder().key(key).value(value).build()))));
    }

    /// It has one code for all that is in the way, a state as well: that passes.
    @Override
    public Set<String> nameGiven() {
      return Set.of();
    }

    @Override
    public Set<String> full() {
      return Set.of("ServiceQuotaExceededException");
    }
  }
}
