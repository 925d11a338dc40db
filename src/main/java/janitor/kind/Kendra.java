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
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kendra.KendraClient;
import software.amazon.awssdk.services.kendra.model.IndexConfigurationSummary;
import software.amazon.awssdk.services.kendra.model.IndexStatus;
import software.amazon.awssdk.services.kendra.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kendra.model.ResourceUnavailableException;
import software.amazon.awssdk.services.kendra.model.Tag;

/// Indexes of Kendra, which bill by the hour, asked or not, until they are deleted (aws-semantics
/// of data: 810 to 1,008 dollars a month).
///
/// An index takes its data sources and FAQs along, which seldom carry its tag: one that is kept,
/// has a date or is another workshop's keeps it. Nobody deletes these by themselves, for that takes
/// an hour and more (API reference, DeleteDataSource). Other parts (experiences, thesauri, block
/// lists, featured results) are what people set up for that index alone, and cost nothing; their
/// tags are not read.
final class Kendra {
  static final String INDEX = "AWS::Kendra::Index";

  private static final String SERVICE = "kendra";
  private static final String WORD = "index/";
  private static final String TAGS = "kendra:ListTagsForResource";
  private static final int MOST_A_PAGE = 100;

  /// API reference, DescribeIndex: `DELETING` lasts up to an hour (aws-semantics of data).
  private static final Duration MINUTES = Duration.ofMinutes(3);

  private final Clients clients;
  private final FinalSnapshots workshop;

  private Kendra(Clients clients, FinalSnapshots workshop) {
    this.clients = clients;
    this.workshop = workshop;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots workshop) {
    return List.of(new Described(new Kendra(clients, workshop).index()));
  }

  private KendraClient at(String region) {
    return clients.of(region, KendraClient.class, KendraClient::builder);
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Found.unless(ResourceNotFoundException.class, () -> Optional.of(ask.get()));
  }

  private Optional<Tags> tags(String region, String arn) {
    return Found.tags(
        ResourceUnavailableException.class,
        () ->
            at(region).listTagsForResource(request -> request.resourceARN(arn)).tags().stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private Described.Row index() {
    return new Described.Row(
            Traits.of(INDEX)
                .named(SERVICE, WORD, "/")
                .physicalId(PhysicalId.after(SERVICE, WORD))
                .createdBy(Creation.answering("kendra:CreateIndex", "id"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "kendra:ListIndices",
                    "kendra:DescribeIndex",
                    "kendra:ListDataSources",
                    "kendra:ListFaqs",
                    TAGS,
                    "kendra:DeleteIndex")
                .usesOf(KmsKey.TYPE)
                .takesRoles(SERVICE)
                .usualWait(MINUTES)
                .build(),
            this::indexes,
            this::described,
            (place, one) -> tags(place.region(), one.arn().toString()),
            this::delete)
        .needing(this::using);
  }

  private List<Resource> indexes(Place place) {
    return place.once(
        "indexes of Kendra",
        () ->
            at(place.region())
                .listIndicesPaginator(request -> request.maxResults(MOST_A_PAGE))
                .stream()
                .flatMap(page -> page.indexConfigurationSummaryItems().stream())
                .collect(Items.each(told -> index(place, told))));
  }

  private static Resource index(Place place, IndexConfigurationSummary told) {
    return Resource.of(INDEX, place.arn(SERVICE, WORD + Items.told(told.id())), place.region())
        .fact(Described.NAME, Objects.requireNonNullElse(told.name(), told.id()))
        .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
        .createdAt(told.createdAt())
        .build();
  }

  private Optional<Resource> described(Place place, Resource one) {
    return using(place, one).map(index -> word(index).map(index::guarded).orElse(index));
  }

  private Optional<Resource> using(Place place, Resource one) {
    return there(() -> at(place.region()).describeIndex(request -> request.id(id(one))))
        .map(
            told -> {
              var resource = one.toBuilder().why(told.errorMessage());
              Described.uses(resource, Stream.ofNullable(told.roleArn()));
              Optional.ofNullable(told.serverSideEncryptionConfiguration())
                  .ifPresent(by -> KmsKey.encrypt(resource, place, by.kmsKeyId()));
              return resource.build();
            });
  }

  private static String id(Resource index) {
    return index.arn().after(WORD);
  }

  /// What the tags of its parts have against their going with it.
  private Optional<String> word(Resource index) {
    var kendra = at(index.region());
    var parts =
        there(
                () ->
                    Stream.concat(
                            kendra
                                .listDataSourcesPaginator(
                                    request -> request.indexId(id(index)).maxResults(MOST_A_PAGE))
                                .stream()
                                .flatMap(page -> page.summaryItems().stream())
                                .map(
                                    part ->
                                        new Part(
                                            "data source",
                                            "/data-source/" + part.id(),
                                            part.name())),
                            kendra
                                .listFaqsPaginator(
                                    request -> request.indexId(id(index)).maxResults(MOST_A_PAGE))
                                .stream()
                                .flatMap(page -> page.faqSummaryItems().stream())
                                .map(part -> new Part("FAQ", "/faq/" + part.id(), part.name())))
                        .toList())
            .orElse(List.of());
    return workshop
        .staying(
            parts,
            () -> tags(index.region(), index.arn().toString()),
            part -> tags(index.region(), index.arn() + part.path()),
            part -> part.word() + " " + part.name())
        .map(names -> "its " + names + ", which would go with it, carries " + Tags.A_WORD);
  }

  /// @param path what its ARN has after that of its index
  private record Part(String word, String path, @Nullable String name) {}

  private Deletion delete(Resource index) {
    var status = IndexStatus.fromValue(index.fact(Resource.STATUS));
    return switch (status) {
      case DELETING -> Deletion.ASKED;
      case CREATING, UPDATING, SYSTEM_UPDATING ->
          Deletion.atWork("Kendra", status.toString(), MINUTES);
      case ACTIVE, FAILED, UNKNOWN_TO_SDK_VERSION -> {
        var word = word(index);
        if (word.isPresent()) {
          yield new Deletion.Refused(word.get(), "take that tag off, or delete what carries it");
        }
        at(index.region()).deleteIndex(request -> request.id(id(index)));
        yield Deletion.ASKED;
      }
    };
  }
}
