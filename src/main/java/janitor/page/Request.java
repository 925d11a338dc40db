package janitor.page;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request of a browser, or of whoever writes to the address.
///
/// @param headers by their names in small letters
/// @param body a character a byte; empty where there is none
public record Request(
    String method, String path, String query, Map<String, String> headers, String body) {

  /// Reads what Lambda hands over for a function URL: payload format 2.0 (Lambda Developer Guide,
  /// "Invoking Lambda function URLs"). What is missing in it is empty.
  ///
  /// @return empty where it is none
  public static Optional<Request> of(InputStream event) throws IOException {
    try {
      var all = map(JSON.std.anyFrom(event));
      var http = map(map(all.get("requestContext")).get("http"));
      var headers = new HashMap<String, String>();
      map(all.get("headers"))
          .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), string(value)));
      var body = string(all.get("body"));
      return Optional.of(
          new Request(
              string(http.get("method")),
              string(all.get("rawPath")),
              string(all.get("rawQueryString")),
              headers,
              Boolean.TRUE.equals(all.get("isBase64Encoded"))
                  ? new String(Base64.getDecoder().decode(body), StandardCharsets.ISO_8859_1)
                  : body));
    } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    var all = new HashMap<String, Object>();
    if (value instanceof Map<?, ?> some) {
      some.forEach(
          (name, one) -> {
            if (one != null) {
              all.put(String.valueOf(name), one);
            }
          });
    }
    return all;
  }

  private static String string(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof String text ? text : "";
  }
}
