package janitor.rehearsal;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.sweep.Journal;
import janitor.terminal.PlanPicture;
import janitor.terminal.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// `./janitor rehearse`: the workshop in an emulated account, cleaned up over some nights by the
/// handler that Lambda runs, with the ledger in a real table of that account.
public final class Rehearsal {
  public static final String WORKSHOP = "student-system";
  static final String LEDGER = "janitor-ledger";

  private static final Path HERE = Path.of("target/rehearsal");

  /// The janitor has been there since the workshop's third day; the workshop is ten days old by
  /// now.
  private static final Duration DEPLOYED_BEFORE = Duration.ofDays(8);

  private final Emulator emulator;
  private final PrintStream out;
  private final Optional<Path> drawing;
  private final Instant today = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final FastTime time = new FastTime(today);
  private final Optional<PageServer> page;
  private final Map<String, Night> nights = new TreeMap<>();

  private Rehearsal(Emulator emulator, PrintStream out, Optional<Path> drawing, boolean isPaged) {
    this.emulator = emulator;
    this.out = out;
    this.drawing = drawing;
    this.page = isPaged ? Optional.of(PageServer.start(emulator, time)) : Optional.empty();
  }

  /// Runs it: `[--page] [--plan FILE.svg]`.
  public static void main(String[] args) throws IOException {
    var isPaged = args.length > 0 && args[0].equals("--page");
    var rest = List.of(args).subList(isPaged ? 1 : 0, args.length);
    if (!rest.isEmpty() && !(rest.size() == 2 && rest.getFirst().equals("--plan"))) {
      System.err.println("usage: ./janitor rehearse [--page] [--plan FILE.svg]");
      System.exit(2);
    }
    // The script has gone to the project's folder; the file is the caller's.
    var drawing =
        rest.isEmpty()
            ? Optional.<Path>empty()
            : Optional.of(Path.of(System.getProperty("janitor.cwd", ".")).resolve(rest.get(1)));
    if (drawing.filter(PlanPicture::isNoPlace).isPresent()) {
      System.err.println(
          "the plan cannot be written to "
              + rest.get(1)
              + ": name a file in a folder that is there");
      System.exit(2);
    }
    Files.createDirectories(HERE);
    // Into a file: a trace would tear the display that moves.
    var complaints = ProcessBuilder.Redirect.to(HERE.resolve("emulator.log").toFile());
    try (var emulator = Emulator.start(complaints)) {
      System.exit(new Rehearsal(emulator, System.out, drawing, isPaged).run() ? 0 : 1);
    }
  }

  private boolean run() throws IOException {
    var manifest = HERE.resolve("manifest.json");
    out.println("An AWS account on this machine, at " + emulator.endpoint());
    var seeding =
        emulator.begin(
            "workshop.py",
            "seed",
            "--young-when-asked",
            "--workshop",
            WORKSHOP,
            "--region",
            Emulator.REGION,
            "--kinds",
            System.getProperty("rehearsal.kinds", "all"),
            "--manifest",
            manifest.toString());
    makeLedger(emulator);
    night("1 deployed", today.minus(DEPLOYED_BEFORE));
    seeding.goOn();
    var seeded = JSON.std.mapFrom(Files.readString(manifest));
    out.println();
    out.println(
        "A week later: "
            + size(seeded, "due")
            + " resources of the workshop are due; around them "
            + size(seeded, "bystanders")
            + " bystanders, and "
            + size(seeded, "withheld")
            + " of the workshop that must stay for a reason.");
    night("2 announces", today);
    if (page.isPresent()) {
      letDecide();
    }
    night("3 sweeps", today.plus(Duration.ofDays(1)));
    night("4 finds nothing left", today.plus(Duration.ofDays(2)));
    return judge(manifest);
  }

  /// Until somebody says that the next night may come; at once where nobody can.
  private void letDecide() throws IOException {
    var mail = HERE.resolve("night-2.txt");
    out.println();
    out.println("Keep on this page what you want to keep; the mail links to it, too:");
    out.println("  " + PageServer.link(Files.readString(mail)).orElseThrow());
    out.println("Then press Enter here, and the next night comes.");
    new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    var decided = page.orElseThrow().decisions().all();
    out.println(decided.isEmpty() ? "Nothing was decided." : "Decided:");
    decided.forEach(decision -> out.println("  " + decision.reason() + ": " + decision.arn()));
  }

  private void night(String name, Instant at) throws IOException {
    out.println();
    out.println("Night " + name);
    time.jumpTo(at);
    var picture = new PlanPicture();
    var night =
        Night.of(
            emulator,
            environment(),
            time,
            Journal.all(Progress.on(out), picture),
            "{\"source\":\"aws.scheduler\",\"id\":\"rehearsal-"
                + name.charAt(0)
                + "\",\"detail\":{}}");
    nights.put(name, night);
    if (name.startsWith("3") && drawing.isPresent()) {
      Files.writeString(drawing.get(), picture.svg().orElse(""));
      out.println("The plan of this night: " + drawing.get());
    }
    Files.writeString(
        HERE.resolve("night-" + name.charAt(0) + ".json"), JSON.std.asString(night.result()));
    keepMail("night-" + name.charAt(0));
  }

  /// What a night finds in its environment, with a ledger and a mail.
  public static Map<String, String> environment(Emulator emulator) {
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", WORKSHOP);
    environment.put("JANITOR_REPORT_FROM", "janitor@example.org");
    environment.put("JANITOR_REPORT_TO", "teacher@example.org");
    environment.put("JANITOR_LEDGER_TABLE", LEDGER);
    return environment;
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(environment(emulator));
    page.ifPresent(server -> environment.put("JANITOR_PAGE_URL", server.url()));
    return environment;
  }

  /// Makes the table of the ledger, as the template has it.
  public static void makeLedger(Emulator emulator) {
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      aws.dynamoDb(Emulator.REGION)
          .createTable(
              request ->
                  request
                      .tableName(LEDGER)
                      .billingMode(BillingMode.PAY_PER_REQUEST)
                      .attributeDefinitions(List.of(textAttribute("what"), textAttribute("id")))
                      .keySchema(List.of(key("what", KeyType.HASH), key("id", KeyType.RANGE))));
    }
  }

  /// A table that no test asks more of than to be one.
  public static CreateTableRequest.Builder table(CreateTableRequest.Builder request, String name) {
    return request
        .tableName(name)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(textAttribute("id"))
        .keySchema(key("id", KeyType.HASH));
  }

  private static AttributeDefinition textAttribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /// The mail of a night, as a reader gets it, with what is attached.
  @SuppressWarnings("unchecked")
  private void keepMail(String night) throws IOException {
    for (var end : List.of(".html", ".txt")) {
      // An earlier rehearsal's would be taken for this one's.
      Files.deleteIfExists(HERE.resolve(night + end));
    }
    var mails = (List<Map<String, Object>>) emulator.control("GET", "mails", Map.of());
    if (!mails.isEmpty()) {
      var mail = mails.getLast();
      Files.writeString(HERE.resolve(night + ".html"), String.valueOf(mail.get("html")));
      Files.writeString(HERE.resolve(night + ".txt"), String.valueOf(mail.get("text")));
      for (var file : (List<Map<String, Object>>) mail.getOrDefault("attachments", List.of())) {
        Files.writeString(
            HERE.resolve(
                night + "-" + String.valueOf(file.get("name")).replaceAll("[^\\w.-]", "-")),
            String.valueOf(file.get("text")));
      }
      out.println("  " + mail.get("subject"));
    }
    emulator.control("DELETE", "mails", Map.of());
  }

  private boolean judge(Path manifest) throws IOException {
    out.println();
    var gone = 0;
    var calls = 0;
    for (var night : nights.values()) {
      gone += night.count("gone");
      calls += (int) night.field("calls");
    }
    var swept = nights.getOrDefault("3 sweeps", new Night(Map.of()));
    out.println("By kind, proven gone:");
    swept
        .ended("Gone")
        .collect(Collectors.groupingBy(row -> row.get("type"), TreeMap::new, Collectors.counting()))
        .forEach((type, count) -> out.println("  " + count + "  " + type));
    var coverage = Coverage.of(kindsIn(manifest), nights.values());
    out.println(coverage.text());
    Files.writeString(HERE.resolve("coverage.json"), JSON.std.asString(coverage.json()));
    out.println("Stayed, and why:");
    swept
        .resources()
        .filter(resource -> !"Gone".equals(resource.get("outcome")))
        .forEach(
            resource ->
                out.println(
                    "  "
                        + resource.get("outcome")
                        + "  "
                        + resource.get("type")
                        + " "
                        + resource.get("name")
                        + ": "
                        + resource.get("reason")));
    var check =
        JSON.std.mapFrom(emulator.run("workshop.py", "check", "--manifest", manifest.toString()));
    // What was kept on the page stays, and what it needs: the night says so of each.
    var kept =
        page.isEmpty()
            ? Set.of()
            : swept.ended("Withheld").map(row -> row.get("arn")).collect(Collectors.toSet());
    var stillThere =
        ((List<?>) check.getOrDefault("stillThere", List.of()))
            .stream().filter(arn -> !kept.contains(arn)).toList();
    var lost = (List<?>) check.getOrDefault("lost", List.of());
    out.println();
    out.println(
        gone + " resources proven gone with " + calls + " calls in " + nights.size() + " nights.");
    stillThere.forEach(arn -> out.println("STILL THERE  " + arn));
    lost.forEach(arn -> out.println("LOST         " + arn));
    var isEmpty = swept.count("failed") == 0 && stillThere.isEmpty() && lost.isEmpty();
    // Of a kind that was kept, none may be left to be proven gone.
    var isAll = System.getProperty("rehearsal.kinds", "all").equals("all") && page.isEmpty();
    out.println(
        isEmpty
            ? "All that was due"
                + (kept.isEmpty() ? "" : " and was not kept")
                + " is gone, and every bystander is there."
            : stillThere.size() + " still there, " + lost.size() + " lost.");
    out.println(
        "The mails: look first at the one that announces, "
            + HERE.resolve("night-2.html")
            + ", then at the one that deleted, "
            + HERE.resolve("night-3.html")
            + ". Each is there as text, too (.txt), with its attachments.");
    return isEmpty && (coverage.missing().isEmpty() || !isAll);
  }

  /// The kinds that this workshop has; others are in other workshops, and RehearsalIT wants all.
  @SuppressWarnings("unchecked")
  private static Set<String> kindsIn(Path manifest) throws IOException {
    var seeded = JSON.std.mapFrom(Files.readString(manifest));
    var types =
        Stream.of("due", "bystanders", "withheld")
            .flatMap(
                where ->
                    ((List<Map<String, Object>>) seeded.getOrDefault(where, List.of())).stream())
            .map(row -> String.valueOf(row.get("type")))
            .collect(Collectors.toSet());
    types.retainAll(Kinds.types());
    return types;
  }

  private static int size(Map<String, Object> manifest, String name) {
    return ((List<?>) manifest.getOrDefault(name, List.of())).size();
  }
}
