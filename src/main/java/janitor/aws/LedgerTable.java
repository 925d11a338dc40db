package janitor.aws;

import janitor.resource.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// The DynamoDB table of the janitor's stack: partition key `what`, sort key `id`, both text.
public final class LedgerTable {
  private static final String WHAT = "what";
  private static final String ID = "id";

  private static final int ITEMS_A_WRITE = 25;

  /// What DynamoDB left of a batch is sent again after so long, and then after longer.
  private static final Duration BREATH = Duration.ofMillis(50);

  private static final Duration LONGEST_BREATH = Duration.ofSeconds(2);

  private final Supplier<DynamoDbClient> client;
  private final String name;
  private final Time time;

  public LedgerTable(Supplier<DynamoDbClient> client, String name, Time time) {
    this.client = client;
    this.name = name;
    this.time = time;
  }

  public DynamoDbClient client() {
    return client.get();
  }

  public String name() {
    return name;
  }

  /// All items of a partition, as they were last written, in the order of their ids.
  public Stream<Map<String, AttributeValue>> query(String what) {
    return client()
        .queryPaginator(
            request ->
                request
                    .tableName(name)
                    .consistentRead(true)
                    .keyConditionExpression("what = :what")
                    .expressionAttributeValues(Map.of(":what", text(what))))
        .items()
        .stream();
  }

  /// An item as it was last written.
  public Optional<Map<String, AttributeValue>> item(String what, String id) {
    return Optional.of(
            client()
                .getItem(request -> request.tableName(name).consistentRead(true).key(key(what, id)))
                .item())
        .filter(item -> !item.isEmpty());
  }

  public void put(Map<String, AttributeValue> item) {
    put(item, _ -> {});
  }

  public void put(Map<String, AttributeValue> item, Consumer<PutItemRequest.Builder> condition) {
    client().putItem(request -> condition.accept(request.tableName(name).item(item)));
  }

  /// Writes each over what has its key. Of two with one key the last counts.
  public void write(Stream<Map<String, AttributeValue>> items) {
    var requests = new LinkedHashMap<String, WriteRequest>();
    items.forEach(
        item ->
            requests.put(
                text(item, WHAT).orElseThrow() + " " + text(item, ID).orElseThrow(),
                WriteRequest.builder().putRequest(put -> put.item(item)).build()));
    batch(requests.values());
  }

  public void remove(String what, Stream<String> ids) {
    batch(
        ids.distinct()
            .map(
                id ->
                    WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key(what, id)))
                        .build())
            .toList());
  }

  /// DynamoDB may take only a part of a batch; what it left is sent again, after a pause: at once
  /// it would likely be left again (API Reference, BatchWriteItem). It comes to an end: where
  /// nothing at all is taken, that is an error. A batch that names a key twice is refused.
  private void batch(Collection<WriteRequest> all) {
    for (var some : all.stream().gather(Gatherers.windowFixed(ITEMS_A_WRITE)).toList()) {
      var left = some;
      for (var breath = BREATH; !left.isEmpty(); breath = longer(breath)) {
        var batch = Map.of(name, left);
        left =
            client()
                .batchWriteItem(request -> request.requestItems(batch))
                .unprocessedItems()
                .getOrDefault(name, List.of());
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

  public static Map<String, AttributeValue> key(String what, String id) {
    return Map.of(WHAT, text(what), ID, text(id));
  }

  public static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  public static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  public static Optional<String> text(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute)).map(AttributeValue::s);
  }

  /// Zero where it has none.
  public static long number(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute))
        .map(AttributeValue::n)
        .map(Long::parseLong)
        .orElse(0L);
  }
}
