package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.AppDetails;
import software.amazon.awssdk.services.sagemaker.model.DescribeAppResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeSpaceResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeUserProfileResponse;

/// What people made in a domain of Studio: profiles, spaces, and apps, which bill by the hour.
///
/// What is made in the browser carries no tag: the domain leads to it. All go before their domain,
/// which goes once it has no profile and no space, and those once they have no app that has not
/// failed (developer guide, "Delete an Amazon SageMaker AI domain"). An app that failed holds
/// nothing and cannot be deleted, and one that was deleted is listed for a day.
///
/// The lists tell no ARN, and what SageMaker writes in small letters in one varies: each is asked.
final class SageMakerParts {
  static final String PROFILE = "AWS::SageMaker::UserProfile";
  static final String SPACE = "AWS::SageMaker::Space";
  static final String APP = "AWS::SageMaker::App";

  private static final String OF = "domain";
  private static final String OWNER = "owner";
  private static final String IS_SPACE = "in a space";
  private static final String SORT = "sort of app";
  private static final String CALLED = "called";
  private static final String PHYSICAL_ID = "physical id";
  private static final Duration MINUTES = Duration.ofMinutes(3);

  /// Whoever looks at one looks at all: what they need of each other is theirs to tell.
  static final String[] LOOKS = {
    "sagemaker:ListApps",
    "sagemaker:DescribeApp",
    "sagemaker:ListSpaces",
    "sagemaker:DescribeSpace",
    "sagemaker:ListUserProfiles",
    "sagemaker:DescribeUserProfile",
    SageMaker.TAGS
  };

  private static final Set<String> OVER = Set.of("Deleted", "Failed");

  private final SageMaker service;

  SageMakerParts(SageMaker service) {
    this.service = service;
  }

  Stream<Described.Row> rows() {
    return Stream.of(profile(), space(), app());
  }

  private SageMakerClient at(Place place) {
    return service.at(place.region());
  }

  private static Resource.Builder resource(String type, Place place, @Nullable String arn) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region());
  }

  private static Arn domainArn(Place place, String id) {
    return place.arn("sagemaker", "domain/" + id);
  }

  /// Of parts of a domain: they stand in its way, and in that of its stack.
  private Traits.Builder part(String type, String word) {
    return Traits.of(type)
        .named("sagemaker", word + "/")
        .physicalId(SageMakerParts::byParts)
        .goesBesideStacks()
        .flags(Traits.Flag.LIST_PROVES)
        .usualWait(Duration.ofSeconds(20));
  }

  /// A stack names them by several parts, as the registry's schemas have them.
  private static List<Arn> byParts(Spot spot, String id) {
    return id.startsWith("arn:")
        ? List.of(Arn.of(id))
        : spot.kind().list(spot.place()).stream()
            .filter(one -> id.equals(one.facts().get(PHYSICAL_ID)))
            .map(Resource::arn)
            .toList();
  }

  /// What asks for each of a list; nothing where it went meanwhile. A blank one is left for others
  /// to complain of.
  private static <S, T> Stream<T> asked(
      Collection<S> listed, Function<S, Boolean> isBlank, T blank, Function<S, Optional<T>> ask) {
    return Parallel.map(
            listed,
            one -> (isBlank.apply(one) ? Optional.of(blank) : ask.apply(one)).stream().toList())
        .stream()
        .flatMap(List::stream);
  }

  static Optional<Deletion> atWork(Resource one) {
    return switch (one.fact(Resource.STATUS)) {
      case "Deleting" -> Optional.of(Deletion.ASKED);
      case "Pending", "Updating" ->
          Optional.of(Deletion.atWork("SageMaker", one.fact(Resource.STATUS), MINUTES));
      default -> Optional.empty();
    };
  }

  /// An odd one among the owners is no fault of what they own: at worst AWS refuses to let an owner
  /// go before it.
  private static Stream<Resource> known(Supplier<List<Resource>> owners) {
    return Reading.ofList(owners).answer().stream();
  }

  // Apps

  private Described.Row app() {
    return new Described.Row(
        part(APP, "app")
            .createdBy(Creation.answering("sagemaker:CreateApp", "appArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions(LOOKS)
            .actions("sagemaker:DeleteApp")
            .usesOf(SageMakerStudio.DOMAIN, PROFILE, SPACE)
            .build(),
        this::apps,
        service::tags,
        this::deleteApp);
  }

  private List<Resource> apps(Place place) {
    return place.once(
        "SageMaker apps",
        () ->
            asked(
                    at(place).listAppsPaginator(request -> request.maxResults(100)).apps().stream()
                        .filter(app -> !OVER.contains(String.valueOf(app.statusAsString())))
                        .toList(),
                    app -> app.domainId() == null,
                    DescribeAppResponse.builder().build(),
                    app -> describe(place, app))
                .collect(Items.each(app -> app(place, app))));
  }

  private Optional<DescribeAppResponse> describe(Place place, AppDetails app) {
    return SageMaker.there(
        () ->
            at(place)
                .describeApp(
                    request ->
                        request
                            .domainId(app.domainId())
                            .userProfileName(app.userProfileName())
                            .spaceName(app.spaceName())
                            .appType(app.appType())
                            .appName(app.appName())));
  }

  private Resource app(Place place, DescribeAppResponse app) {
    var owner = app.spaceName() == null ? Items.told(app.userProfileName()) : app.spaceName();
    var sort = Items.told(app.appTypeAsString());
    var called = Items.told(app.appName());
    var name = owner + "/" + sort + "/" + called;
    var resource =
        resource(APP, place, app.appArn())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(app.creationTime())
            .fact(Resource.STATUS, String.valueOf(app.statusAsString()))
            .why(app.failureReason())
            .fact(OF, Items.told(app.domainId()))
            .fact(OWNER, owner)
            .fact(SORT, sort)
            .fact(CALLED, called)
            .fact(PHYSICAL_ID, String.join("|", called, sort, app.domainId(), owner))
            .uses(domainArn(place, app.domainId()));
    if (app.spaceName() != null) {
      resource.fact(IS_SPACE, "yes");
    }
    known(() -> app.spaceName() == null ? profiles(place) : spaces(place))
        .filter(one -> app.domainId().equals(one.fact(OF)) && owner.equals(one.name()))
        .map(Resource::arn)
        .forEach(resource::uses);
    return resource.build();
  }

  private Deletion deleteApp(Resource app) {
    return atWork(app)
        .orElseGet(
            () -> {
              service
                  .at(app.region())
                  .deleteApp(
                      request -> {
                        request
                            .domainId(app.fact(OF))
                            .appType(app.fact(SORT))
                            .appName(app.fact(CALLED));
                        if (app.facts().containsKey(IS_SPACE)) {
                          request.spaceName(app.fact(OWNER));
                        } else {
                          request.userProfileName(app.fact(OWNER));
                        }
                      });
              return Deletion.ASKED;
            });
  }

  /// An app keeps nothing that its owner does not keep, and goes with it.
  private void leavesApps(Resource.Builder resource, Place place, Resource owner) {
    apps(place).stream()
        .filter(app -> app.uses().contains(owner.arn()))
        .map(Resource::arn)
        .forEach(resource::leaves);
  }

  private Optional<Resource> withApps(Place place, Resource owner) {
    var resource = owner.toBuilder();
    leavesApps(resource, place, owner);
    return Optional.of(resource.build());
  }

  // Spaces

  private Described.Row space() {
    return new Described.Row(
            part(SPACE, "space")
                .createdBy(Creation.answering("sagemaker:CreateSpace", "spaceArn"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(LOOKS)
                .actions("sagemaker:DeleteSpace")
                .usesOf(SageMakerStudio.DOMAIN, PROFILE)
                .build(),
            this::spaces,
            this::withApps,
            service::tags,
            this::deleteSpace)
        .needing((_, space) -> Optional.of(space));
  }

  private List<Resource> spaces(Place place) {
    return place.once(
        "SageMaker spaces",
        () ->
            asked(
                    at(place)
                        .listSpacesPaginator(request -> request.maxResults(100))
                        .spaces()
                        .stream()
                        .toList(),
                    space -> space.domainId() == null,
                    DescribeSpaceResponse.builder().build(),
                    space ->
                        SageMaker.there(
                            () ->
                                at(place)
                                    .describeSpace(
                                        request ->
                                            request
                                                .domainId(space.domainId())
                                                .spaceName(space.spaceName()))))
                .collect(Items.each(space -> space(place, space))));
  }

  private Resource space(Place place, DescribeSpaceResponse space) {
    var domain = Items.told(space.domainId());
    var name = Items.told(space.spaceName());
    var resource =
        resource(SPACE, place, space.spaceArn())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(space.creationTime())
            .fact(Resource.STATUS, String.valueOf(space.statusAsString()))
            .why(space.failureReason())
            .fact(OF, domain)
            .fact(PHYSICAL_ID, domain + "|" + name)
            .uses(domainArn(place, domain));
    if (space.ownershipSettings() != null) {
      var owner = space.ownershipSettings().ownerUserProfileName();
      known(() -> profiles(place))
          .filter(profile -> domain.equals(profile.fact(OF)) && profile.name().equals(owner))
          .map(Resource::arn)
          .forEach(resource::uses);
    }
    return resource.build();
  }

  private Deletion deleteSpace(Resource space) {
    return atWork(space)
        .orElseGet(
            () -> {
              service
                  .at(space.region())
                  .deleteSpace(request -> request.domainId(space.fact(OF)).spaceName(space.name()));
              return Deletion.ASKED;
            });
  }

  // Profiles

  /// Its home is on the file system of its domain, and stays there.
  private Described.Row profile() {
    return new Described.Row(
            part(PROFILE, "user-profile")
                .createdBy(Creation.answering("sagemaker:CreateUserProfile", "userProfileArn"))
                .actions(LOOKS)
                .actions("sagemaker:DeleteUserProfile")
                .usesOf(SageMakerStudio.DOMAIN)
                .takesRoles("sagemaker")
                .build(),
            this::profiles,
            this::withApps,
            service::tags,
            this::deleteProfile)
        .needing((_, profile) -> Optional.of(profile));
  }

  private List<Resource> profiles(Place place) {
    return place.once(
        "SageMaker profiles",
        () ->
            asked(
                    at(place)
                        .listUserProfilesPaginator(request -> request.maxResults(100))
                        .userProfiles()
                        .stream()
                        .toList(),
                    profile -> profile.domainId() == null,
                    DescribeUserProfileResponse.builder().build(),
                    profile ->
                        SageMaker.there(
                            () ->
                                at(place)
                                    .describeUserProfile(
                                        request ->
                                            request
                                                .domainId(profile.domainId())
                                                .userProfileName(profile.userProfileName()))))
                .collect(Items.each(profile -> profile(place, profile))));
  }

  private static Resource profile(Place place, DescribeUserProfileResponse profile) {
    var domain = Items.told(profile.domainId());
    var name = Items.told(profile.userProfileName());
    var resource =
        resource(PROFILE, place, profile.userProfileArn())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(profile.creationTime())
            .fact(Resource.STATUS, String.valueOf(profile.statusAsString()))
            .why(profile.failureReason())
            .fact(OF, domain)
            .fact(PHYSICAL_ID, name + "|" + domain)
            .uses(domainArn(place, domain));
    if (profile.userSettings() != null) {
      Described.uses(resource, Stream.ofNullable(profile.userSettings().executionRole()));
      Described.standsIn(
          resource, place, Stream.of(), profile.userSettings().securityGroups().stream());
    }
    return resource.build();
  }

  private Deletion deleteProfile(Resource profile) {
    return atWork(profile)
        .orElseGet(
            () -> {
              service
                  .at(profile.region())
                  .deleteUserProfile(
                      request ->
                          request.domainId(profile.fact(OF)).userProfileName(profile.name()));
              return Deletion.ASKED;
            });
  }

  /// All that is in a domain.
  Stream<Resource> in(Place place, String domain) {
    return Stream.of(profiles(place), spaces(place), apps(place))
        .flatMap(List::stream)
        .filter(part -> domain.equals(part.fact(OF)));
  }
}
