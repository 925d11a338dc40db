package janitor.laptop;

import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.aws.LedgerTable;
import janitor.page.Announced;
import janitor.page.DecisionTable;
import janitor.page.Decisions;
import janitor.page.Invitation;
import janitor.resource.Decision;
import janitor.resource.Fault;
import janitor.resource.OwnParts;
import janitor.resource.Parallel;
import janitor.resource.Time;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ec2.model.Region;

/// What people kept on the pages of the account's deployed janitors: that holds for whoever
/// deletes. A laptop has no page of its own and writes nothing here: whose decisions these are
/// forgets them with what they speak of.
///
/// Which janitors there are is asked once: where that cannot be told, or their tables not be read,
/// nothing is deleted at all. What people keep while the sweep goes on is asked of the tables
/// alone, and whoever asks decides what becomes of a thing of which there is no answer.
final class PageDecisions implements Decisions {
  /// How a region answers to which the account has not opted in. Whose credentials are no good
  /// anywhere has been told so before, when they were asked who they are.
  private static final Set<String> NOT_ENABLED =
      Set.of("InvalidClientTokenId", "UnrecognizedClientException", "OptInRequired");

  private final Clients aws;
  private final Settings settings;
  private final Time time;
  private final boolean isLook;
  private final Consumer<String> warning;
  private final Faults faults = new Faults();
  private Optional<List<Deployed>> janitors = Optional.empty();

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

  /// @throws Refusal at first, where something would be deleted, and what was kept of it cannot be
  ///   read
  @Override
  public synchronized List<Decision> all() {
    if (janitors.isPresent()) {
      return janitors.get().stream().flatMap(janitor -> kept(janitor).stream()).toList();
    }
    var found = Parallel.map(regions(), this::deployed).stream().flatMap(List::stream).toList();
    var decisions = found.stream().flatMap(janitor -> keptOrRefused(janitor).stream()).toList();
    janitors = Optional.of(found);
    return decisions;
  }

  /// Whoever may not list the account's regions is asked for no more than those looked at.
  private List<String> regions() {
    var named =
        Stream.concat(settings.regions().stream(), settings.stackRegions().stream()).distinct();
    if (!settings.stackRegions().isEmpty()) {
      return named.toList();
    }
    try {
      var all = aws.ec2(settings.regions().getFirst()).describeRegions().regions().stream();
      return Stream.concat(named, all.map(Region::regionName)).distinct().toList();
    } catch (SdkException error) {
      unseen(
          "In which regions janitors may be deployed, on whose pages something was kept, could not"
              + " be seen, so that only "
              + String.join(", ", settings.regions())
              + " is asked for them",
          error);
      return settings.regions();
    }
  }

  private List<Deployed> deployed(String region) {
    try {
      return aws.cloudFormation(region).describeStacksPaginator().stacks().stream()
          .flatMap(stack -> Deployed.of(region, stack).stream())
          .toList();
    } catch (SdkException error) {
      unseen(
          "Whether a janitor is deployed in "
              + region
              + ", on whose page something was kept, could not be seen",
          error);
      return List.of();
    }
  }

  /// Where one may not even see stacks, nobody has deployed one, as a rule; nor where the account
  /// has not opted in. A call that came to nothing for any other reason says nothing of that.
  private void unseen(String what, SdkException error) {
    var fault = faults.classify(error);
    var why =
        what
            + " (JANITOR_STACK_REGIONS names the regions in which janitors may be): "
            + fault.message();
    if (isLook) {
      warning.accept("Beware: " + why);
    } else if (isDenied(fault) || isNotEnabled(error)) {
      warning.accept(why);
    } else {
      throw new Refusal("nothing was deleted, for it may have been kept; try again. " + why);
    }
  }

  private static boolean isDenied(Fault fault) {
    return fault.of() == Fault.Sort.DENIED && fault.cause() != Fault.Cause.CREDENTIALS;
  }

  private static boolean isNotEnabled(SdkException error) {
    return error instanceof AwsServiceException answer
        && answer.awsErrorDetails() != null
        && NOT_ENABLED.contains(answer.awsErrorDetails().errorCode());
  }

  /// A janitor that is just being removed has no table any more.
  private List<Decision> kept(Deployed janitor) {
    try {
      var table = new LedgerTable(() -> aws.dynamoDb(janitor.region()), janitor.table(), time);
      return new DecisionTable(table).all();
    } catch (ResourceNotFoundException gone) {
      return List.of();
    }
  }

  private List<Decision> keptOrRefused(Deployed janitor) {
    try {
      return kept(janitor);
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
  public void remove(Collection<Decision> decisions) {
    throw new IllegalStateException("a laptop takes back nothing for people");
  }

  /// Nothing of others' is asked for: everything may be deleted by now, and nothing would be done
  /// with the answer.
  @Override
  public void forget(Predicate<Decision> past) {}

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
