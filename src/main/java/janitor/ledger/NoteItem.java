package janitor.ledger;

import static janitor.aws.LedgerTable.key;
import static janitor.aws.LedgerTable.text;

import janitor.resource.Arn;
import janitor.resource.Note;
import janitor.resource.Note.Announced;
import janitor.resource.Note.Fate;
import janitor.resource.Note.Identity;
import janitor.resource.Note.Kin;
import janitor.resource.Note.Promise;
import janitor.resource.Note.Seen;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A note as an item of the ledger's table.
final class NoteItem {
  static final String NOTE = "note";

  private NoteItem() {}

  static Map<String, AttributeValue> item(Note note) {
    var item = new LinkedHashMap<>(key(NOTE, note.arn().toString()));
    put(item, "firstSeenAt", note.seen().map(Seen::at));
    put(item, "seenId", note.seen().flatMap(Seen::id));
    put(item, "announcedAt", note.announcedAt());
    put(item, "firstAnnouncedAt", note.announced().map(Announced::firstAt));
    put(item, "announcedCreatedAt", note.announced().flatMap(told -> told.of().createdAt()));
    put(item, "announcedId", note.announced().flatMap(told -> told.of().id()));
    put(item, "announcedWith", note.announcedWith());
    put(item, "announcedUntil", note.promise().map(Promise::goesAt));
    put(item, "announcedExpiresAt", note.promise().flatMap(Promise::ownDate));
    put(item, "hinderedAt", note.promise().flatMap(Promise::hinderedAt));
    put(item, "doomedIn", note.doomedIn());
    put(item, "begunIn", note.begunIn());
    put(item, "begunWhere", note.fate().begunWhere());
    put(item, "deletingSince", note.deletingSince());
    put(item, "parent", note.parent());
    put(item, "memberOf", note.memberOf());
    put(item, "ghostToldAt", note.ghostToldAt());
    return item;
  }

  /// DynamoDB has no empty set.
  static void put(Map<String, AttributeValue> item, String name, Set<String> some) {
    if (!some.isEmpty()) {
      item.put(name, AttributeValue.fromSs(List.copyOf(some)));
    }
  }

  static void put(Map<String, AttributeValue> item, String name, Optional<?> value) {
    value.ifPresent(one -> item.put(name, text(one.toString())));
  }

  static Note note(Map<String, AttributeValue> item) {
    return new Note(
        Arn.of(text(item, "id").orElseThrow()),
        text(item, "firstSeenAt").map(at -> new Seen(Instant.parse(at), text(item, "seenId"))),
        text(item, "announcedAt")
            .map(
                at ->
                    new Announced(
                        Instant.parse(at),
                        new Identity(
                            text(item, "announcedCreatedAt").map(Instant::parse),
                            text(item, "announcedId")),
                        text(item, "announcedWith").map(Arn::of),
                        text(item, "announcedUntil")
                            .map(
                                until ->
                                    new Promise(
                                        Instant.parse(until),
                                        text(item, "announcedExpiresAt"),
                                        text(item, "hinderedAt").map(Instant::parse))),
                        Instant.parse(text(item, "firstAnnouncedAt").orElse(at)))),
        new Fate(
            text(item, "doomedIn"),
            text(item, "begunIn"),
            text(item, "begunWhere"),
            text(item, "deletingSince").map(Instant::parse)),
        new Kin(text(item, "parent").map(Arn::of), text(item, "memberOf").map(Arn::of)),
        text(item, "ghostToldAt").map(Instant::parse));
  }
}
