package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/// Deleting a topic removes its subscriptions, and a topic that is not there is no error. A FIFO
/// topic that archives its messages wants the archive switched off first.
final class SnsTopic implements ResourceKind {
  static final String TYPE = "AWS::SNS::Topic";

  private static final String ARCHIVE = "ArchivePolicy";

  private final Clients clients;

  SnsTopic(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(
        "sns:ListTopics", "sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:DeleteTopic");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(
        "AWS::CloudFormation::Stack",
        "AWS::Events::Rule",
        "AWS::Lambda::Function",
        "AWS::StepFunctions::StateMachine");
  }

  /// Subscriptions, applications and endpoints have more to their names.
  @Override
  public boolean claims(Arn arn) {
    return arn.service().equals("sns") && !arn.resource().matches(".*[:/].*");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.sns(place.region()).listTopicsPaginator().topics().stream()
        .map(topic -> Arn.of(topic.topicArn()))
        .map(arn -> Resource.of(TYPE, arn, place.region()).name(arn.resource()).build())
        .toList();
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
