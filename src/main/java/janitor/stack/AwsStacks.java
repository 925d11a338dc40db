package janitor.stack;

import janitor.aws.Clients;
import janitor.resource.Arn;
import java.util.Optional;

/// CloudFormation over the SDK.
public final class AwsStacks implements Stacks {
  private static final int LONGEST_TOKEN = 128;

  private final Clients clients;

  public AwsStacks(Clients clients) {
    this.clients = clients;
  }

  @Override
  public State describe(Arn stack) {
    var told =
        clients
            .cloudFormation(stack.region())
            .describeStacks(request -> request.stackName(stack.toString()))
            .stacks()
            .getFirst();
    return new State(told.creationTime(), Boolean.TRUE.equals(told.enableTerminationProtection()));
  }

  @Override
  public boolean holds(Arn stack, Arn role) {
    var name = role.resource().substring(role.resource().lastIndexOf('/') + 1);
    return clients
        .cloudFormation(stack.region())
        .listStackResourcesPaginator(request -> request.stackName(stack.toString()))
        .stackResourceSummaries()
        .stream()
        .anyMatch(
            part ->
                "AWS::IAM::Role".equals(part.resourceType())
                    && name.equals(part.physicalResourceId()));
  }

  @Override
  public void delete(Arn stack, Optional<String> role, String night) {
    clients
        .cloudFormation(stack.region())
        .deleteStack(
            request -> {
              request.stackName(stack.toString()).clientRequestToken(token(night));
              role.ifPresent(request::roleARN);
            });
  }

  /// CloudFormation takes letters, digits and hyphens only, where a night's id may hold an instant.
  static String token(String night) {
    var token = night.replaceAll("[^A-Za-z0-9-]", "-");
    return token.length() > LONGEST_TOKEN ? token.substring(0, LONGEST_TOKEN) : token;
  }
}
