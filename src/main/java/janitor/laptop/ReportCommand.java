package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.LedgerTable;
import janitor.ledger.KeptList;
import janitor.ledger.TableLedger;
import janitor.resource.Place;
import janitor.resource.Time;
import janitor.settings.Refusal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/// `janitor report`.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    sortOptions = false,
    description =
        "Shows the whole list of a deployed janitor's last night: every resource, why it goes or"
            + " stays, and the commands that keep or postpone it. Reads, and touches nothing.")
final class ReportCommand implements Callable<Integer> {
  private static final String LEDGER = "LedgerTable";

  private final Session session;

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description = "The janitor's stack (workshop-janitor).")
  private Optional<String> stack = Optional.empty();

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Its ledger, where its name is at hand: the messages of a topic have it.")
  private Optional<String> table = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "Writes the list there, over what is there; else it is printed.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Where the stack is (AWS_REGION, else the profile's).")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Profile of ~/.aws/config; wins over credentials in the environment.")
  private Optional<String> profile = Optional.empty();

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (stack.isPresent() && table.isPresent()) {
      throw new Refusal("say --stack or --table, not both");
    }
    var file = out.map(path -> new OutputFile("the list", path));
    file.ifPresent(OutputFile::check);
    var profiles = Profiles.of(profile, session.environment());
    var place = place(profiles);
    var clients = session.clients().orElseGet(profiles::clients);
    // What is wrong with the credentials is told in one line.
    Identity.of(clients, place, profiles);
    try (var aws = clients.apply(new Calls())) {
      var list = list(aws, place, table.orElseGet(() -> ledger(aws, place)));
      if (list.isEmpty()) {
        session.err().println("no night has been over yet, so there is no list");
        return Exit.FAILED;
      }
      show(list.get(), file);
      return session.out().checkError() ? Exit.FAILED : Exit.OK;
    }
  }

  private String place(Profiles profiles) {
    var named =
        region
            .or(() -> variable("AWS_REGION"))
            .or(() -> variable("AWS_DEFAULT_REGION"))
            .or(profiles::region)
            .orElseThrow(() -> new Refusal("no region: say --region, or set AWS_REGION"));
    if (!Place.isRegion(named)) {
      throw new Refusal("\"" + named + "\" is no region: write one like eu-central-1");
    }
    return named;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(session.environment().get(name)).filter(value -> !value.isBlank());
  }

  private String ledger(Clients aws, String place) {
    var name = stack.orElse("workshop-janitor");
    try {
      return aws
          .cloudFormation(place)
          .describeStacks(request -> request.stackName(name))
          .stacks()
          .stream()
          .flatMap(found -> found.outputs().stream())
          .filter(output -> LEDGER.equals(output.outputKey()))
          .map(Output::outputValue)
          .flatMap(Stream::ofNullable)
          .findFirst()
          .orElseThrow(
              () ->
                  new Refusal(
                      "the stack "
                          + name
                          + " is no janitor's: it has no ledger among its outputs"));
    } catch (CloudFormationException refused) {
      if ("ValidationError".equals(refused.awsErrorDetails().errorCode())) {
        throw new Refusal(
            "there is no stack "
                + name
                + " in "
                + place
                + ": name the janitor's with --stack, and where it is with --region");
      }
      throw refused;
    }
  }

  private static Optional<KeptList> list(Clients aws, String place, String name) {
    try {
      return new TableLedger(
              new LedgerTable(() -> aws.dynamoDb(place), name, Time.system()), Time.system())
          .list();
    } catch (ResourceNotFoundException missing) {
      throw new Refusal("there is no table " + name + " in " + place + ": look at --region");
    }
  }

  private void show(KeptList list, Optional<OutputFile> file) {
    if (file.isPresent()) {
      file.get().write(list.csv());
    } else {
      // The mark is for spreadsheet programs.
      session.out().print(list.csv().replaceFirst("^\ufeff", ""));
      session.out().flush();
    }
    session
        .err()
        .println(
            "The list of the night that was over at "
                + list.at()
                + file.map(outputFile -> ", in " + outputFile.path()).orElse(""));
  }
}
