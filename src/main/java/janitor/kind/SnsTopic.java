package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/// Deleting a topic removes its subscriptions, and a topic that is not there is no error. A FIFO
/// topic that archives its messages wants the archive switched off first.
record SnsTopic(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SNS::Topic";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          // Subscriptions, applications and endpoints have more to their names.
          .named(arn -> arn.service().equals("sns") && !arn.resource().matches(".*[:/].*"))
          .actions(
              "sns:ListTopics",
              "sns:GetTopicAttributes",
              "sns:ListSubscriptions",
              "sns:SetTopicAttributes",
              "sns:DeleteTopic")
          .usesOf(KmsKey.TYPE, SqsQueue.TYPE)
          .createdBy(Creation.answering("sns:CreateTopic", "topicArn").orFinding())
          .build();

  private static final String ARCHIVE = "ArchivePolicy";

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.sns(place.region()).listTopicsPaginator().topics().stream()
        .collect(
            Items.each(
                topic -> {
                  var arn = Arn.of(Items.told(topic.topicArn()));
                  return Resource.of(TYPE, arn, place.region()).name(arn.resource()).build();
                }));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var others = candidates.stream().filter(one -> !one.type().equals(SqsQueue.TYPE)).toList();
    var queues =
        candidates.stream()
            .filter(one -> one.type().equals(SqsQueue.TYPE))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Reading.both(
        Described.usesOfEach(
            place, others, this, topic -> withKey(place, topic), NotFoundException.class),
        Reading.of(queues.isEmpty() ? List.of() : feeding(place, queues)));
  }

  /// Which topics hand what they are told to a queue, of their region or of another. One list tells
  /// endpoint and topic (API reference, Subscription). A topic of another account the queue was
  /// subscribed to by whoever owns the queue. Either may go first.
  private List<Use> feeding(Place place, Set<Arn> queues) {
    var topics =
        Described.all(this, place).stream()
            .collect(Collectors.toMap(Resource::arn, topic -> topic));
    return clients.sns(place.region()).listSubscriptionsPaginator().subscriptions().stream()
        .flatMap(
            subscription ->
                Answers.arn(subscription.endpoint()).filter(queues::contains).stream()
                    .flatMap(
                        queue ->
                            Answers.arn(subscription.topicArn()).stream()
                                .flatMap(topic -> Stream.ofNullable(topics.get(topic)))
                                .map(topic -> Use.by(topic.arn(), topic.label(), queue))))
        .map(Use::unordered)
        .distinct()
        .toList();
  }

  private Resource withKey(Place place, Resource topic) {
    var told =
        clients
            .sns(place.region())
            .getTopicAttributes(request -> request.topicArn(topic.arn().toString()))
            .attributes();
    var resource = topic.toBuilder();
    KmsKey.encrypt(resource, place, told.get("KmsMasterKeyId"));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource topic, Deadline deadline) {
    var sns = clients.sns(topic.region());
    var arn = topic.arn().toString();
    if (topic.name().endsWith(".fifo")
        && !sns.getTopicAttributes(request -> request.topicArn(arn))
            .attributes()
            .getOrDefault(ARCHIVE, "{}")
            .equals("{}")) {
      sns.setTopicAttributes(
          request -> request.topicArn(arn).attributeName(ARCHIVE).attributeValue("{}"));
    }
    sns.deleteTopic(request -> request.topicArn(arn));
    return Deletion.ASKED;
  }
}
