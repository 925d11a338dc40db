package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Every call wants the queue's URL, which the ARN does not tell; the list of URLs does. For a
/// minute after its deletion the list may still show a queue.
record SqsQueue(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::SQS::Queue";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("sqs", "")
          .physicalId(PhysicalId.of(SqsQueue::physical))
          .actions(
              "sqs:ListQueues",
              "sqs:GetQueueAttributes",
              "sqs:ListDeadLetterSourceQueues",
              "sqs:ListQueueTags",
              "sqs:DeleteQueue")
          .createdBy(Creation.answering("sqs:CreateQueue", "queueUrl").orFinding())
          .usesOf(KmsKey.TYPE, TYPE)
          .usualWait(Duration.ofSeconds(10))
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// The URL, which ends in the name.
  private static Arn physical(Place place, String url) {
    return place.arn("sqs", url.substring(url.lastIndexOf('/') + 1));
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .sqs(place.region())
        .listQueuesPaginator(request -> request.maxResults(1000))
        .queueUrls()
        .stream()
        .collect(
            Items.each(
                url -> {
                  var name = url.substring(url.lastIndexOf('/') + 1);
                  return Resource.of(TYPE, place.arn("sqs", name), place.region())
                      .name(name)
                      .fact("url", url)
                      .build();
                }));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var queues = new Spot(this, place).listed(arns);
    return Found.enriched(
        queues, queue -> described(place, queue), QueueDoesNotExistException.class);
  }

  private Resource described(Place place, Resource queue) {
    var told =
        clients
            .sqs(queue.region())
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(queue.fact("url"))
                        .attributeNames(
                            QueueAttributeName.CREATED_TIMESTAMP,
                            QueueAttributeName.KMS_MASTER_KEY_ID))
            .attributes();
    var resource = queue.toBuilder();
    KmsKey.encrypt(resource, place, told.get(QueueAttributeName.KMS_MASTER_KEY_ID));
    var seconds = told.get(QueueAttributeName.CREATED_TIMESTAMP);
    if (seconds != null) {
      resource.createdAt(Instant.ofEpochSecond((long) Double.parseDouble(seconds)));
    }
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var ours =
        candidates.stream()
            .filter(one -> one.type().equals(TYPE) && one.guard().isEmpty())
            .filter(one -> one.region().equals(place.region()))
            .toList();
    var others = candidates.stream().filter(one -> !one.type().equals(TYPE)).toList();
    return Reading.both(
        Described.uses(place, others, this),
        Reading.each(ours, Resource::arn, queue -> failing(place, queue)));
  }

  /// Whose messages end in this one when nobody could work on them: with it they would be lost (API
  /// reference, ListDeadLetterSourceQueues). Either may go first.
  private List<Use> failing(Place place, Resource queue) {
    return Found.unless(
            QueueDoesNotExistException.class,
            () ->
                Optional.of(
                    clients
                        .sqs(place.region())
                        .listDeadLetterSourceQueuesPaginator(
                            request -> request.queueUrl(queue.fact("url")).maxResults(1000))
                        .queueUrls()
                        .stream()
                        .map(url -> physical(place, url))
                        .map(
                            from ->
                                Use.by(
                                        from,
                                        "queue " + from.resource() + ", for what failed",
                                        queue.arn())
                                    .unordered())
                        .toList()))
        .orElse(List.of());
  }

  @Override
  public Deletion delete(Resource queue, Deadline deadline) {
    clients.sqs(queue.region()).deleteQueue(request -> request.queueUrl(queue.fact("url")));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> queues) {
    return Found.tags(
        queues,
        queue ->
            clients
                .sqs(place.region())
                .listQueueTags(request -> request.queueUrl(queue.fact("url")))
                .tags(),
        QueueDoesNotExistException.class);
  }
}
