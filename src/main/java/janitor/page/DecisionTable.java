package janitor.page;

import static janitor.aws.LedgerTable.key;
import static janitor.aws.LedgerTable.number;
import static janitor.aws.LedgerTable.text;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.LedgerTable;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Decisions in the ledger's table. Every partition key begins with `decision`, to which the page's
/// role is limited; decisions themselves are one partition, and the only one that it may write.
public final class DecisionTable implements Decisions {
  private static final String DECISION = "decision";
  private static final String TOKEN = "decision token";
  private static final String LIST = "decision list ";

  /// An item has 400 KB, its keys and names included (DynamoDB Developer Guide, Quotas).
  private static final int LARGEST_CHUNK = 350_000;

  private static final int ENTRIES_A_CHUNK = 4_000;

  private final LedgerTable table;

  public DecisionTable(LedgerTable table) {
    this.table = table;
  }

  @Override
  public List<Decision> all() {
    return table.query(DECISION).map(DecisionTable::decision).toList();
  }

  @Override
  public void write(Collection<Decision> decisions) {
    table.write(decisions.stream().map(DecisionTable::item));
  }

  @Override
  public void remove(Collection<Decision> decisions) {
    table.remove(DECISION, decisions.stream().map(DecisionTable::id));
  }

  /// The links come last: one that works opens a whole list.
  @Override
  public void open(Announced announcement, Collection<Invitation> invitations) {
    var expires = number(announcement.expires().getEpochSecond());
    var chunks = chunks(announcement.entries());
    for (int i = 0; i < chunks.size(); i++) {
      var item =
          new HashMap<>(key(LIST + announcement.id(), String.format(Locale.ROOT, "%06d", i)));
      item.put("rows", AttributeValue.fromB(SdkBytes.fromByteArray(chunks.get(i))));
      item.put("mark", text(announcement.about().mark()));
      item.put("workshop", text(announcement.workshop()));
      item.put("account", text(announcement.account()));
      item.put("at", text(announcement.at().toString()));
      item.put("until", text(announcement.expires().toString()));
      item.put("expires", expires);
      // One at a time: sixteen megabytes are the most that a batch may hold.
      table.put(item);
    }
    table.write(invitations.stream().map(DecisionTable::item));
  }

  @Override
  public Optional<Invitation> invitation(String hash) {
    return table
        .item(TOKEN, hash)
        .map(
            item ->
                new Invitation(
                    required(item, "id"),
                    required(item, "recipient"),
                    required(item, "announcement"),
                    Instant.parse(required(item, "until"))));
  }

  @Override
  public Optional<Announced> announcement(String id) {
    var chunks = table.query(LIST + id).toList();
    return chunks.stream()
        .findFirst()
        .map(
            first ->
                new Announced(
                    id,
                    new Announced.About(
                        text(first, "mark").orElse(""),
                        required(first, "workshop"),
                        required(first, "account")),
                    Instant.parse(required(first, "at")),
                    Instant.parse(required(first, "until")),
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

  /// One item a resource, person and list: two people who decide at once write two. A digest, since
  /// a key has 1,024 bytes and a parameter's ARN may take all of them.
  private static String id(Decision decision) {
    return HexFormat.of()
        .formatHex(Token.sha256(decision.arn() + "\n" + decision.by() + "\n" + decision.list()));
  }

  private static Map<String, AttributeValue> item(Decision decision) {
    var item = new LinkedHashMap<>(key(DECISION, id(decision)));
    item.put("arn", text(decision.arn().toString()));
    item.put("decidedBy", text(decision.by()));
    item.put("decidedAt", text(decision.at().toString()));
    item.put("list", text(decision.list()));
    item.put("mark", text(decision.source().mark()));
    item.put("region", text(decision.source().region()));
    decision.until().ifPresent(at -> item.put("until", text(at.toString())));
    return item;
  }

  private static Decision decision(Map<String, AttributeValue> item) {
    return new Decision(
        Arn.of(required(item, "arn")),
        Optional.ofNullable(item.get("until")).map(AttributeValue::s).map(Instant::parse),
        required(item, "decidedBy"),
        Instant.parse(required(item, "decidedAt")),
        new Decision.Source(
            required(item, "list"),
            text(item, "mark").orElse(""),
            text(item, "region").orElse("")));
  }

  private static Map<String, AttributeValue> item(Invitation invitation) {
    var item = new LinkedHashMap<>(key(TOKEN, invitation.hash()));
    item.put("recipient", text(invitation.recipient()));
    item.put("announcement", text(invitation.announcement()));
    item.put("until", text(invitation.expires().toString()));
    item.put("expires", number(invitation.expires().getEpochSecond()));
    return item;
  }

  /// As few items as they fit in.
  private static List<byte[]> chunks(List<Entry> entries) {
    var chunks = new ArrayList<byte[]>();
    entries.stream()
        .gather(Gatherers.windowFixed(ENTRIES_A_CHUNK))
        .forEach(some -> add(some, chunks));
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

  private static Map<String, Object> fields(Entry entry) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("arn", entry.arn().toString());
    fields.put("group", entry.group());
    fields.put("type", entry.type());
    fields.put("name", entry.name());
    fields.put("region", entry.region());
    entry.label().createdAt().ifPresent(at -> fields.put("createdAt", at.toString()));
    fields.put("stack", entry.label().stack());
    fields.put("goesAt", entry.goesAt().toString());
    fields.put("holdsData", entry.holdsData());
    fields.put("cost", entry.stake().cost());
    fields.put("link", entry.link());
    fields.put("command", entry.command());
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
        new Entry.Label(
            string(fields, "group"),
            string(fields, "type"),
            string(fields, "name"),
            string(fields, "region"),
            Optional.ofNullable(fields.get("createdAt")).map(at -> Instant.parse(at.toString())),
            string(fields, "stack")),
        new Entry.Stake(Boolean.parseBoolean(string(fields, "holdsData")), string(fields, "cost")),
        Instant.parse(string(fields, "goesAt")),
        string(fields, "link"),
        string(fields, "command"));
  }

  private static String string(Map<?, ?> fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(Object::toString).orElse("");
  }

  private static String required(Map<String, AttributeValue> item, String name) {
    return text(item, name).orElseThrow();
  }
}
