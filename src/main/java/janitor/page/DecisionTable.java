package janitor.page;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// Decisions in the ledger's table. Every partition key begins with `decision`, to which the page's
/// role is limited; decisions themselves are one partition, and the only one that it may write.
public final class DecisionTable implements Decisions {
  private static final String DECISION = "decision";
  private static final String TOKEN = "decision token";
  private static final String LIST = "decision list ";

  private static final int ITEMS_A_WRITE = 25;

  /// An item has 400 KB, its keys and names included (DynamoDB Developer Guide, Quotas).
  private static final int LARGEST_CHUNK = 350_000;

  private static final int ENTRIES_A_CHUNK = 4_000;

  /// What DynamoDB left of a batch is sent again after so long, and then after longer.
  private static final Duration BREATH = Duration.ofMillis(50);

  private static final Duration LONGEST_BREATH = Duration.ofSeconds(2);

  private final Supplier<DynamoDbClient> dynamoDb;
  private final String table;
  private final Time time;

  public DecisionTable(Supplier<DynamoDbClient> dynamoDb, String table, Time time) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.time = time;
  }

  @Override
  public List<Decision> all() {
    return query(DECISION).map(DecisionTable::decision).toList();
  }

  @Override
  public void write(Collection<Decision> decisions) {
    batch(
        decisions.stream()
            .map(one -> WriteRequest.builder().putRequest(put -> put.item(item(one))).build())
            .toList());
  }

  @Override
  public void remove(Collection<Decision> decisions) {
    batch(
        decisions.stream()
            .map(
                one ->
                    WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key(DECISION, id(one))))
                        .build())
            .toList());
  }

  /// The links come last: one that works opens a whole list.
  @Override
  public void open(Announcement announcement, Collection<Invitation> invitations) {
    var expires = number(announcement.expires().getEpochSecond());
    var chunks = chunks(announcement.entries());
    for (int i = 0; i < chunks.size(); i++) {
      var item =
          new HashMap<>(
              key(LIST + announcement.id(), String.format(java.util.Locale.ROOT, "%06d", i)));
      item.put("rows", AttributeValue.fromB(SdkBytes.fromByteArray(chunks.get(i))));
      item.put("workshop", text(announcement.workshop()));
      item.put("account", text(announcement.account()));
      item.put("at", text(announcement.at().toString()));
      item.put("until", text(announcement.expires().toString()));
      item.put("expires", expires);
      // One at a time: sixteen megabytes are the most that a batch may hold.
      dynamoDb.get().putItem(request -> request.tableName(table).item(item));
    }
    batch(
        invitations.stream()
            .map(one -> WriteRequest.builder().putRequest(put -> put.item(item(one))).build())
            .toList());
  }

  @Override
  public Optional<Invitation> invitation(String hash) {
    var item =
        dynamoDb
            .get()
            .getItem(request -> request.tableName(table).consistentRead(true).key(key(TOKEN, hash)))
            .item();
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Invitation(
                text(item, "id"),
                text(item, "recipient"),
                text(item, "announcement"),
                Instant.parse(text(item, "until"))));
  }

  @Override
  public Optional<Announcement> announcement(String id) {
    var chunks = query(LIST + id).toList();
    return chunks.stream()
        .findFirst()
        .map(
            first ->
                new Announcement(
                    id,
                    text(first, "workshop"),
                    text(first, "account"),
                    Instant.parse(text(first, "at")),
                    Instant.parse(text(first, "until")),
                    chunks.stream()
                        .flatMap(
                            chunk ->
                                unzipped(
                                    Optional.ofNullable(chunk.get("rows"))
                                        .map(rows -> rows.b().asByteArray())
                                        .orElseThrow())
                                    .stream())
                        .toList()));
  }

  private Stream<Map<String, AttributeValue>> query(String what) {
    return dynamoDb
        .get()
        .queryPaginator(
            request ->
                request
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("what = :what")
                    .expressionAttributeValues(Map.of(":what", text(what))))
        .items()
        .stream();
  }

  private void batch(List<WriteRequest> requests) {
    for (int at = 0; at < requests.size(); at += ITEMS_A_WRITE) {
      var left = requests.subList(at, Math.min(requests.size(), at + ITEMS_A_WRITE));
      for (var breath = BREATH; !left.isEmpty(); breath = longer(breath)) {
        var batch = Map.of(table, List.copyOf(left));
        left =
            dynamoDb
                .get()
                .batchWriteItem(request -> request.requestItems(batch))
                .unprocessedItems()
                .getOrDefault(table, List.of());
        if (!left.isEmpty()) {
          time.pause(breath);
        }
      }
    }
  }

  private static Duration longer(Duration breath) {
    var twice = breath.multipliedBy(2);
    return twice.compareTo(LONGEST_BREATH) > 0 ? LONGEST_BREATH : twice;
  }

  /// One item a resource and person: two people who decide at once write two.
  private static String id(Decision one) {
    return one.arn() + " " + HexFormat.of().formatHex(Token.sha256(one.by()), 0, 16);
  }

  private static Map<String, AttributeValue> item(Decision one) {
    var item = new LinkedHashMap<>(key(DECISION, id(one)));
    item.put("arn", text(one.arn().toString()));
    item.put("decidedBy", text(one.by()));
    item.put("decidedAt", text(one.at().toString()));
    one.until().ifPresent(at -> item.put("until", text(at.toString())));
    return item;
  }

  private static Decision decision(Map<String, AttributeValue> item) {
    return new Decision(
        Arn.of(text(item, "arn")),
        Optional.ofNullable(item.get("until")).map(AttributeValue::s).map(Instant::parse),
        text(item, "decidedBy"),
        Instant.parse(text(item, "decidedAt")));
  }

  private static Map<String, AttributeValue> item(Invitation one) {
    var item = new LinkedHashMap<>(key(TOKEN, one.hash()));
    item.put("recipient", text(one.recipient()));
    item.put("announcement", text(one.announcement()));
    item.put("until", text(one.expires().toString()));
    item.put("expires", number(one.expires().getEpochSecond()));
    return item;
  }

  /// As few items as they fit in.
  private static List<byte[]> chunks(List<Entry> entries) {
    var chunks = new ArrayList<byte[]>();
    for (int at = 0; at < entries.size(); at += ENTRIES_A_CHUNK) {
      add(entries.subList(at, Math.min(entries.size(), at + ENTRIES_A_CHUNK)), chunks);
    }
    return chunks;
  }

  private static void add(List<Entry> entries, List<byte[]> chunks) {
    var zipped = zipped(entries);
    if (zipped.length <= LARGEST_CHUNK || entries.size() == 1) {
      chunks.add(zipped);
    } else {
      add(entries.subList(0, entries.size() / 2), chunks);
      add(entries.subList(entries.size() / 2, entries.size()), chunks);
    }
  }

  private static byte[] zipped(List<Entry> entries) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      JSON.std.write(entries.stream().map(DecisionTable::fields).toList(), zip);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return bytes.toByteArray();
  }

  private static Map<String, Object> fields(Entry one) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("arn", one.arn().toString());
    fields.put("group", one.group());
    fields.put("type", one.type());
    fields.put("name", one.name());
    fields.put("region", one.region());
    one.createdAt().ifPresent(at -> fields.put("createdAt", at.toString()));
    fields.put("stack", one.stack());
    fields.put("goesAt", one.goesAt().toString());
    fields.put("holdsData", one.holdsData());
    fields.put("cost", one.cost());
    fields.put("link", one.link());
    fields.put("command", one.command());
    return fields;
  }

  private static List<Entry> unzipped(byte[] chunk) {
    try (var zip = new GZIPInputStream(new ByteArrayInputStream(chunk))) {
      return JSON.std.listFrom(zip).stream().map(DecisionTable::entry).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Entry entry(Object row) {
    if (!(row instanceof Map<?, ?> fields)) {
      throw new IllegalStateException("a list holds a row that is none");
    }
    return new Entry(
        Arn.of(string(fields, "arn")),
        string(fields, "group"),
        string(fields, "type"),
        string(fields, "name"),
        string(fields, "region"),
        Optional.ofNullable(fields.get("createdAt")).map(at -> Instant.parse(at.toString())),
        string(fields, "stack"),
        Instant.parse(string(fields, "goesAt")),
        Boolean.parseBoolean(string(fields, "holdsData")),
        string(fields, "cost"),
        string(fields, "link"),
        string(fields, "command"));
  }

  private static String string(Map<?, ?> fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(Object::toString).orElse("");
  }

  private static Map<String, AttributeValue> key(String what, String id) {
    return Map.of("what", text(what), "id", text(id));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElseThrow();
  }
}
