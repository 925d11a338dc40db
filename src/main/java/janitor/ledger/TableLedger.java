package janitor.ledger;

import static janitor.aws.LedgerTable.key;
import static janitor.aws.LedgerTable.number;
import static janitor.aws.LedgerTable.text;
import static janitor.ledger.NoteItem.put;

import janitor.aws.LedgerTable;
import janitor.ledger.NightBook.Mailing;
import janitor.ledger.NightBook.Standing;
import janitor.ledger.NightBook.Wish;
import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/// The ledger in the DynamoDB table of the janitor's stack.
public final class TableLedger implements Ledger {
  private static final String STATE = "state";
  private static final String NIGHT = "night";
  private static final String REPORT = "report";
  private static final String OUTCOME = "outcome of ";

  /// The table forgets a night's outcomes by itself.
  private static final Duration KEPT_FOR = Duration.ofDays(14);

  private final LedgerTable table;
  private final InstantSource clock;

  public TableLedger(LedgerTable table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Memory recall() {
    return Memory.of(table.query(NoteItem.NOTE).map(NoteItem::note).toList());
  }

  @Override
  public void write(Collection<Note> notes) {
    table.write(notes.stream().map(NoteItem::item));
  }

  @Override
  public void forget(Collection<Arn> arns) {
    table.remove(NoteItem.NOTE, arns.stream().map(Arn::toString));
  }

  @Override
  public History life() {
    return table
        .item(STATE, "life")
        .map(
            item ->
                new History(
                    text(item, "mark").orElse(""),
                    number(item, "deleted"),
                    text(item, "lastNight").orElse(""),
                    new History.Empty(
                        (int) number(item, "emptyNights"),
                        text(item, "emptyAt").map(Instant::parse)),
                    texts(item, "leftIn"),
                    text(item, "partedAt").map(Instant::parse)))
        .orElse(History.NEW);
  }

  @Override
  public void write(History life) {
    var item = new HashMap<>(key(STATE, "life"));
    item.put("mark", text(life.mark()));
    item.put("deleted", number(life.deleted()));
    item.put("emptyNights", number(life.emptyNights()));
    item.put("lastNight", text(life.lastNight()));
    put(item, "emptyAt", life.empty().at());
    put(item, "leftIn", life.leftIn());
    put(item, "partedAt", life.partedAt());
    table.put(item);
  }

  @Override
  public boolean lease(String night, Instant now, Instant until) {
    var item = new HashMap<>(key(STATE, "lease"));
    item.put("night", text(night));
    item.put("until", number(until.toEpochMilli()));
    return putIf(
        item,
        request ->
            request
                .conditionExpression("attribute_not_exists(id) OR night = :night OR #until < :now")
                .expressionAttributeNames(Map.of("#until", "until"))
                .expressionAttributeValues(
                    Map.of(":night", text(night), ":now", number(now.toEpochMilli()))));
  }

  /// False where the item that is there does not fit the condition.
  private boolean putIf(
      Map<String, AttributeValue> item, Consumer<PutItemRequest.Builder> condition) {
    try {
      table.put(item, condition);
      return true;
    } catch (ConditionalCheckFailedException unfit) {
      return false;
    }
  }

  @Override
  public void release(String night) {
    try {
      table
          .client()
          .deleteItem(
              request ->
                  request
                      .tableName(table.name())
                      .key(key(STATE, "lease"))
                      .conditionExpression("attribute_not_exists(id) OR night = :night")
                      .expressionAttributeValues(Map.of(":night", text(night))));
    } catch (ConditionalCheckFailedException takenOver) {
      // The lease ran out and another night holds it: nothing of ours is left to release.
      return;
    }
  }

  @Override
  public Optional<NightBook> night() {
    return table.item(STATE, NIGHT).map(TableLedger::book);
  }

  @Override
  public void write(NightBook book) {
    table.put(item(book));
  }

  @Override
  public boolean begin(NightBook book) {
    return putIf(
        item(book),
        request ->
            request
                .conditionExpression("attribute_not_exists(id) OR night <> :night")
                .expressionAttributeValues(Map.of(":night", text(book.id()))));
  }

  @Override
  public Optional<NightBook> claim(String night, int round) {
    try {
      return Optional.of(
          book(
              table
                  .client()
                  .updateItem(
                      request ->
                          request
                              .tableName(table.name())
                              .key(key(STATE, NIGHT))
                              .updateExpression("SET #round = :round")
                              .conditionExpression(
                                  "night = :night AND #round < :round AND"
                                      + " attribute_not_exists(endedAt)")
                              .expressionAttributeNames(Map.of("#round", "round"))
                              .expressionAttributeValues(
                                  Map.of(
                                      ":night", text(night),
                                      ":round", number(round)))
                              .returnValues(ReturnValue.ALL_NEW))
                  .attributes()));
    } catch (ConditionalCheckFailedException notTheNextRound) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String night, Collection<Done> outcomes) {
    var expires = number(clock.instant().plus(KEPT_FOR).getEpochSecond());
    var order = new AtomicLong();
    table.write(
        outcomes.stream()
            .map(
                done -> {
                  var item = new HashMap<>(key(OUTCOME + night, done.arn().toString()));
                  item.put("text", text(OutcomeText.write(done)));
                  item.put("order", number(done.wave() * 1_000_000L + order.getAndIncrement()));
                  item.put("expires", expires);
                  return item;
                }));
  }

  @Override
  public List<Done> outcomes(String night) {
    return table
        .query(OUTCOME + night)
        .sorted(Comparator.comparingLong(item -> number(item, "order")))
        .map(item -> OutcomeText.read(text(item, "text").orElseThrow()))
        .toList();
  }

  /// The first part lies in the item that tells of the list, so that it needs one call, and whoever
  /// has no janitor at hand can read it with one; the others lie under a name of the list's own.
  /// The list before stays whole until the new one is.
  @Override
  public void keep(KeptList list) {
    var parts = Packed.pack(list.csv());
    var others = "parts of " + list.night() + " at " + list.at();
    for (int n = 1; n < parts.size(); n++) {
      var part = new HashMap<>(key(others, part(n)));
      part.put("csv", packed(parts.get(n)));
      // One by one: DynamoDB takes 16 MB a batch.
      table.put(part);
    }
    var item = new HashMap<>(key(REPORT, "last"));
    item.put("night", text(list.night()));
    item.put("at", text(list.at().toString()));
    item.put("name", text(list.name()));
    item.put("csv", packed(parts.getFirst()));
    item.put("parts", number(parts.size()));
    item.put("others", text(others));
    var before =
        table
            .client()
            .putItem(
                request ->
                    request.tableName(table.name()).item(item).returnValues(ReturnValue.ALL_OLD))
            .attributes();
    text(before, "others")
        .filter(name -> !name.equals(others))
        .ifPresent(
            name ->
                table.remove(
                    name,
                    IntStream.range(1, (int) number(before, "parts")).mapToObj(TableLedger::part)));
  }

  private static String part(int n) {
    return String.format(Locale.ROOT, "%06d", n);
  }

  private static AttributeValue packed(byte[] part) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(part));
  }

  @Override
  public Optional<KeptList> list() {
    return table
        .item(REPORT, "last")
        .map(
            item ->
                new KeptList(
                    text(item, "night").orElseThrow(),
                    Instant.parse(text(item, "at").orElseThrow()),
                    text(item, "name").orElseThrow(),
                    csv(item) + rest(item)));
  }

  private String rest(Map<String, AttributeValue> list) {
    var others = text(list, "others").orElseThrow();
    return IntStream.range(1, (int) number(list, "parts"))
        .mapToObj(n -> table.item(others, part(n)).orElse(Map.of()))
        .map(TableLedger::csv)
        .collect(Collectors.joining());
  }

  private static String csv(Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.get("csv"))
        .map(value -> Packed.unpack(value.b().asByteArray()))
        .orElseThrow(() -> new IllegalStateException("a part of the list is not there any more"));
  }

  private static Map<String, AttributeValue> item(NightBook book) {
    var item = new LinkedHashMap<>(key(STATE, NIGHT));
    item.put("night", text(book.id()));
    item.put("round", number(book.round()));
    item.put("startedAt", text(book.startedAt().toString()));
    item.put("changedAt", text(book.changedAt().toString()));
    item.put("unchangedRounds", number(book.unchangedRounds()));
    put(item, "ttl", book.ttl());
    put(item, "only", book.only());
    item.put("isScheduled", AttributeValue.fromBool(book.isScheduled()));
    put(item, "aim", book.wish().aim());
    put(item, "mailedAt", book.mailedAt());
    put(item, "told", book.told());
    put(item, "lastMailAt", book.lastMailAt());
    put(item, "lastMailTo", book.lastMailTo());
    item.put("isUntold", AttributeValue.fromBool(book.isUntold()));
    put(item, "endedAt", book.endedAt());
    return item;
  }

  private static NightBook book(Map<String, AttributeValue> item) {
    return new NightBook(
        text(item, "night").orElseThrow(),
        Instant.parse(text(item, "startedAt").orElseThrow()),
        new Wish(
            text(item, "ttl").map(Duration::parse),
            texts(item, "only"),
            is(item, "isScheduled"),
            text(item, "aim")),
        new Standing(
            (int) number(item, "round"),
            Instant.parse(text(item, "changedAt").orElseThrow()),
            (int) number(item, "unchangedRounds")),
        new Mailing(
            text(item, "mailedAt").map(Instant::parse),
            text(item, "told"),
            text(item, "lastMailAt").map(Instant::parse),
            is(item, "isUntold"),
            texts(item, "lastMailTo")),
        text(item, "endedAt").map(Instant::parse));
  }

  private static Set<String> texts(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(set -> Set.copyOf(set.ss())).orElse(Set.of());
  }

  private static boolean is(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::bool).orElse(false);
  }
}
