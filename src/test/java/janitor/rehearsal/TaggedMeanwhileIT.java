package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Between the list and the answer others go on working.
class TaggedMeanwhileIT {
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String queue(String name) {
    var created =
        ACCOUNT.aws().sqs(Emulator.REGION).createQueue(request -> request.queueName(name));
    assertThat(created.queueUrl()).endsWith(name);
    return "arn:aws:sqs:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + name;
  }

  private static Map<String, String> tags(String name) {
    var queues = ACCOUNT.aws().sqs(Emulator.REGION);
    var url = queues.getQueueUrl(request -> request.queueName(name)).queueUrl();
    return queues.listQueueTags(request -> request.queueUrl(url)).tags();
  }

  /// Says yes, after somebody else has done something.
  private static InputStream yesAfter(Runnable meanwhile) {
    var yes = new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8));
    return new FilterInputStream(yes) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (yes.available() > 1) {
          meanwhile.run();
        }
        return super.read(into, from, length);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"workshop, canteen", "janitor:keep, ''"})
  void whatSomebodyElseTagsBeforeTheAnswerIsLeftAlone(String key, String value) {
    var theirs = queue("student-canteen");
    queue("student-marks");
    var told =
        Told.by(
            ACCOUNT.emulator(),
            yesAfter(() -> ACCOUNT.tag(theirs, Map.of(key, value))),
            "tag",
            "--name",
            "student-*",
            "--type",
            "AWS::SQS::Queue");
    assertThat(told.exit()).isNotZero();
    assertThat(told.err()).contains("student-canteen").contains("it changed while you looked");
    assertThat(tags("student-canteen")).isEqualTo(Map.of(key, value));
    assertThat(tags("student-marks")).isEqualTo(Map.of("workshop", Rehearsal.WORKSHOP));
  }

  @Test
  void whatStaysAsItWasIsTagged() {
    queue("student-marks");
    var told =
        Told.by(
            ACCOUNT.emulator(),
            yesAfter(() -> {}),
            "tag",
            "--name",
            "student-*",
            "--type",
            "AWS::SQS::Queue");
    assertThat(told.exit()).isZero();
    assertThat(tags("student-marks")).isEqualTo(Map.of("workshop", Rehearsal.WORKSHOP));
  }
}
