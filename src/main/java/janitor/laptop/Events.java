package janitor.laptop;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.kind.Kinds;
import janitor.settings.Choices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Events as a laptop has them: from a file, or as flags say.
final class Events {
  private Events() {}

  /// What the text chooses.
  static Choices choices(String json) throws IOException {
    return Choices.of(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Kinds::types);
  }

  /// What an event with that detail chooses: there is one way to check it.
  static Choices choices(Map<String, Object> detail) throws IOException {
    return choices(JSON.std.asString(Map.of("detail", detail)));
  }
}
