package janitor.laptop;

import janitor.aws.Clients;
import janitor.aws.LedgerTable;
import janitor.page.Announced;
import janitor.page.DecisionTable;
import janitor.page.Decisions;
import janitor.page.Invitation;
import janitor.resource.Decision;
import janitor.resource.OwnParts;
import janitor.resource.Parallel;
import janitor.resource.Time;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ec2.model.Region;

/// What people kept on the pages of the account's deployed janitors: that holds for whoever
/// deletes. A laptop has no page of its own and writes nothing here: whose decisions these are
/// forgets them with what they speak of.
final class PageDecisions implements Decisions {
  private final Clients aws;
  private final Settings settings;
  private final Time time;
  private final boolean isLook;
  private final Consumer<String> warning;

  /// In the account of these clients.
  ///
  /// @param isLook whether nothing will be deleted: what cannot be read is then said, and no more
  PageDecisions(
      Clients aws, Settings settings, Time time, boolean isLook, Consumer<String> warning) {
    this.aws = aws;
    this.settings = settings;
    this.time = time;
    this.isLook = isLook;
    this.warning = warning;
  }

  private record Deployed(String region, String stack, String table) {
    static Optional<Deployed> of(String region, Stack stack) {
      var told =
          stack.outputs().stream()
              .filter(output -> output.outputValue() != null)
              .collect(Collectors.toMap(Output::outputKey, Output::outputValue, (a, _) -> a));
      return Optional.ofNullable(told.get(OwnParts.LEDGER_OUTPUT))
          .filter(_ -> told.keySet().containsAll(OwnParts.OUTPUTS))
          .map(table -> new Deployed(region, stack.stackName(), table));
    }
  }

  /// @throws Refusal where something would be deleted, and what was kept of it cannot be read
  @Override
  public List<Decision> all() {
    return Parallel.map(regions(), this::deployed).stream()
        .flatMap(List::stream)
        .flatMap(janitor -> kept(janitor).stream())
        .toList();
  }

  private List<String> regions() {
    var named = Stream.concat(settings.regions().stream(), settings.stackRegions().stream());
    var all =
        settings.stackRegions().isEmpty()
            ? aws.ec2(settings.regions().getFirst()).describeRegions().regions().stream()
                .map(Region::regionName)
            : Stream.<String>of();
    return Stream.concat(named, all).distinct().toList();
  }

  /// Where one may not even see stacks, nobody has deployed one, as a rule.
  private List<Deployed> deployed(String region) {
    try {
      return aws.cloudFormation(region).describeStacksPaginator().stacks().stream()
          .flatMap(stack -> Deployed.of(region, stack).stream())
          .toList();
    } catch (SdkException refused) {
      warning.accept(
          "Whether a janitor is deployed in "
              + region
              + ", on whose page something was kept, could not be seen (JANITOR_STACK_REGIONS names"
              + " the regions that are asked): "
              + refused.getMessage());
      return List.of();
    }
  }

  private List<Decision> kept(Deployed janitor) {
    try {
      var table = new LedgerTable(() -> aws.dynamoDb(janitor.region()), janitor.table(), time);
      return new DecisionTable(table).all();
    } catch (ResourceNotFoundException gone) {
      return List.of();
    } catch (SdkException refused) {
      var what =
          "what people kept on the page of the janitor "
              + janitor.stack()
              + " in "
              + janitor.region()
              + " could not be read, for which these credentials need dynamodb:Query on its table "
              + janitor.table()
              + ": "
              + refused.getMessage();
      if (isLook) {
        warning.accept("Beware: " + what);
        return List.of();
      }
      throw new Refusal("nothing was deleted: " + what);
    }
  }

  @Override
  public void write(Collection<Decision> decisions) {
    throw new IllegalStateException("a laptop decides nothing for people");
  }

  @Override
  public void remove(Collection<Decision> decisions) {}

  @Override
  public void open(Announced announcement, Collection<Invitation> invitations) {
    throw new IllegalStateException("a laptop has no page");
  }

  @Override
  public Optional<Invitation> invitation(String hash) {
    return Optional.empty();
  }

  @Override
  public Optional<Announced> announcement(String id) {
    return Optional.empty();
  }
}
