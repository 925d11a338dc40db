package janitor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Note;
import janitor.resource.Resource;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoteItemTest {
  private static final Instant AT = Instant.parse("2026-11-28T01:00:00Z");
  private static final Arn ARN = Arn.of("arn:aws:sqs:eu-central-1:123456789012:queue");
  private static final Arn OTHER = Arn.of("arn:aws:sqs:eu-central-1:123456789012:other");

  private static Note full() {
    var resource =
        Resource.of("AWS::SQS::Queue", ARN, "eu-central-1")
            .fact(Resource.RESOURCE_ID, "id")
            .createdAt(AT.minusSeconds(9))
            .build();
    return Note.of(ARN)
        .ghostTold(AT.minusSeconds(1))
        .firstSeen(AT.minusSeconds(2), resource)
        .announced(AT.minusSeconds(3), resource, AT.plusSeconds(4))
        .hindered(Optional.of(AT.minusSeconds(5)))
        .doomed("night")
        .begun("another", "eu-central-1")
        .deletingSince(AT.minusSeconds(6))
        .childOf(OTHER)
        .memberOf(OTHER);
  }

  @Test
  void whatIsNotedIsRead() {
    assertThat(NoteItem.note(NoteItem.item(full()))).isEqualTo(full());
  }

  @Test
  void aNoteOfNothingIsRead() {
    assertThat(NoteItem.note(NoteItem.item(Note.of(ARN)))).isEqualTo(Note.of(ARN));
  }
}
