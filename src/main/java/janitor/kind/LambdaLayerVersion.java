package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Layers cannot be tagged: all versions of a layer of this account go with the functions that use
/// one of them, unless a function that stays uses one too.
///
/// What a policy gives to others stays: "when you delete a layer version, you can no longer
/// configure functions to use it" (Lambda's guide, "Deleting a version"), and whose functions do no
/// list of this account tells.
record LambdaLayerVersion(Clients clients) implements ResourceKind, PieceByPiece {
  static final String TYPE = "AWS::Lambda::LayerVersion";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(LambdaLayerVersion::isVersion)
          .actions(
              "lambda:ListLayers",
              "lambda:ListLayerVersions",
              "lambda:GetLayerVersionPolicy",
              "lambda:DeleteLayerVersion")
          .usesOf(TYPE)
          .goesAfter(LambdaFunction.TYPE)
          .because("Only functions show that it is the workshop's, and whether it is used still.")
          .foundBy(LambdaFunction.TYPE)
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// A layer version's layer, `…:layer:name`; any other ARN as it is.
  static Arn layerOrSelf(Arn arn) {
    return isVersion(arn) ? arn.sibling("layer:" + layerName(arn)) : arn;
  }

  private static boolean isVersion(Arn arn) {
    return arn.names("lambda", "layer:") && arn.after("layer:").contains(":");
  }

  private static String layerName(Arn version) {
    return version.after("layer:").split(":", 2)[0];
  }

  @Override
  public List<Resource> list(Place place) {
    return listing(place).whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    var layers = clients.lambda(place.region()).listLayersPaginator().layers().stream().toList();
    return versions(place, layers.stream().map(LayersListItem::layerName).toList());
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var names = arns.stream().map(LambdaLayerVersion::layerName).collect(Collectors.toSet());
    var versions =
        versions(place, names)
            .map(all -> all.stream().filter(resource -> arns.contains(resource.arn())).toList());
    var there = versions.answer().stream().map(Resource::arn).collect(Collectors.toSet());
    return versions.blaming(
        layer ->
            arns.stream()
                .filter(arn -> layerOrSelf(arn).equals(layer) && !there.contains(arn))
                .toList());
  }

  /// By the ARN of the layer, where it could not be read.
  private Reading<List<Resource>> versions(Place place, Collection<String> layers) {
    return Reading.ofPieces(
        layers.stream().map(layer -> place.arn("lambda", "layer:" + layer)).toList(),
        layer -> Reading.ofList(() -> versions(place, layer.after("layer:"))));
  }

  private List<Resource> versions(Place place, String layer) {
    return clients
        .lambda(place.region())
        .listLayerVersionsPaginator(request -> request.layerName(layer))
        .layerVersions()
        .stream()
        .collect(Items.each(version -> resource(place, layer, version)));
  }

  private static Resource resource(Place place, String layer, LayerVersionsListItem version) {
    return Resource.of(TYPE, Arn.of(version.layerVersionArn()), place.region())
        .name(layer)
        .createdAt(Answers.instant(version.createdDate()).orElse(null))
        .build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var functions = new LinkedHashMap<String, Arn>();
    for (var function : candidates) {
      function.uses().stream()
          .filter(LambdaLayerVersion::isVersion)
          .filter(used -> used.sibling("").equals(place.arn("lambda", "")))
          .forEach(used -> functions.putIfAbsent(layerName(used), function.arn()));
    }
    return versions(place, functions.keySet())
        .map(
            versions ->
                versions.stream()
                    .map(version -> version.childOf(parent(functions, version.name())))
                    .toList())
        .blaming(layer -> List.of(parent(functions, layer.after("layer:"))));
  }

  private static Arn parent(Map<String, Arn> functions, String layer) {
    return Objects.requireNonNull(functions.get(layer));
  }

  /// Whom its policy lets use each.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PolicyGrant.uses(
        place,
        candidates,
        TYPE,
        version ->
            PolicyGrant.of(policy(version).orElse(null), version.arn())
                .map(
                    grant ->
                        grant.use(
                            version.arn(),
                            "whose functions cannot be deployed without it: remove that permission"
                                + " first")));
  }

  /// As it was given to others (API reference, AddLayerVersionPermission); empty: to nobody.
  private Optional<String> policy(Resource version) {
    return Found.unless(
        ResourceNotFoundException.class,
        () ->
            Optional.ofNullable(
                clients
                    .lambda(version.region())
                    .getLayerVersionPolicy(
                        request -> request.layerName(version.name()).versionNumber(number(version)))
                    .policy()));
  }

  private static Long number(Resource version) {
    return Long.valueOf(version.arn().after("layer:").split(":", 2)[1]);
  }

  @Override
  public Deletion delete(Resource version, Deadline deadline) {
    clients
        .lambda(version.region())
        .deleteLayerVersion(
            request -> request.layerName(version.name()).versionNumber(number(version)));
    return Deletion.ASKED;
  }
}
