package janitor.rehearsal;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.report.JsonLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/// A small workshop in an emulated account, the nights that announce and sweep it, and the page
/// between them.
final class PageNights implements AutoCloseable {
  private final Emulator emulator = Emulator.start();
  private final Clients aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
  private final Instant today =
      Instant.now().plus(Duration.ofDays(8)).truncatedTo(ChronoUnit.SECONDS);
  final FastTime time = new FastTime(today);
  final PageServer page = PageServer.start(emulator, time);
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> results = new ArrayList<>();
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
    var night =
        Night.of(
            emulator,
            environment,
            time,
            new JsonLog(new PrintStream(log, true, StandardCharsets.UTF_8), time, "janitor"),
            "{\"source\":\"aws.scheduler\",\"id\":\"night-" + nights + "\",\"detail\":{}}");
    results.add(night.result().toString());
    return night;
  }

  /// All that the nights wrote down: their log, their results, and the ledger.
  String written() {
    var table =
        aws.dynamoDb(Emulator.REGION)
            .scanPaginator(scan -> scan.tableName(Rehearsal.LEDGER))
            .items();
    return log.toString(StandardCharsets.UTF_8)
        + results
        + table.stream().map(Object::toString).collect(Collectors.joining());
  }

  /// What the last mail links to.
  String link() {
    var mails = (List<?>) emulator.control("GET", "mails", Map.of());
    return PageServer.link(mails.getLast().toString()).orElseThrow();
  }

  @Override
  public void close() {
    page.close();
    aws.close();
    emulator.close();
  }
}
