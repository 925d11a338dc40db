package janitor.rehearsal;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/// A small workshop in an emulated account, the nights that announce and sweep it, and the page
/// between them.
final class PageNights implements AutoCloseable {
  private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/d/[\\w-]{43}");

  private final Emulator emulator = Emulator.start();
  private final Clients aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
  private final Instant today =
      Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
  final FastTime time = new FastTime(today);
  final PageServer page = PageServer.start(emulator, time);
  private int nights;

  PageNights(List<String> tables, List<String> queues) {
    Rehearsal.makeLedger(emulator);
    aws.ses(Emulator.REGION)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    tables.forEach(this::makeTable);
    queues.forEach(
        name ->
            aws.of(
                    Emulator.REGION,
                    software.amazon.awssdk.services.sqs.SqsClient.class,
                    software.amazon.awssdk.services.sqs.SqsClient::builder)
                .createQueue(
                    request ->
                        request.queueName(name).tags(Map.of("workshop", Rehearsal.WORKSHOP))));
  }

  private void makeTable(String name) {
    aws.dynamoDb(Emulator.REGION)
        .createTable(
            request ->
                Rehearsal.table(request, name)
                    .tags(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build()));
  }

  /// The next scheduled night, a day after the last.
  Night night() {
    time.jumpTo(today.plus(Duration.ofDays(nights)));
    nights++;
    var environment = new HashMap<>(Rehearsal.environment(emulator));
    environment.put("JANITOR_REPORT_TO", "ada@example.org");
    environment.put("JANITOR_PAGE_URL", page.url());
    return Night.of(
        emulator,
        environment,
        time,
        _ -> {},
        "{\"source\":\"aws.scheduler\",\"id\":\"night-" + nights + "\",\"detail\":{}}");
  }

  /// What the last mail links to.
  String link() {
    var mails = (List<?>) emulator.control("GET", "mails", Map.of());
    return LINK.matcher(mails.getLast().toString())
        .results()
        .map(java.util.regex.MatchResult::group)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    page.close();
    aws.close();
    emulator.close();
  }
}
