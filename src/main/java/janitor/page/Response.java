package janitor.page;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// What a browser gets: a status, headers, and a page.
///
/// @param isZipped whether it travels packed
public record Response(int status, Map<String, String> headers, String page, boolean isZipped) {

  /// Smaller than this, a page is not worth packing.
  private static final int SMALL = 2_000;

  /// Six megabytes are the most that Lambda answers, and four become as many in Base64.
  private static final int LARGE = 4_000_000;

  public static Response of(int status, Map<String, String> headers, String page) {
    return new Response(status, headers, page, false);
  }

  Response with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Response(status, all, page, isZipped);
  }

  Response withoutBody() {
    return new Response(status, headers, "", false);
  }

  /// A long list packs to a twentieth. One that would not fit otherwise is packed even for who did
  /// not say that they can unpack it: every browser can.
  Response zippedFor(Request request) {
    var isAsked =
        request
            .header("accept-encoding")
            .filter(text -> text.matches("(?i).*\\bgzip\\b.*"))
            .isPresent();
    return page.length() >= (isAsked ? SMALL : LARGE)
        ? new Response(status, headers, page, true)
            .with("content-encoding", "gzip")
            .with("vary", "accept-encoding")
        : this;
  }

  private byte[] bytes() throws IOException {
    var text = page.getBytes(StandardCharsets.UTF_8);
    if (!isZipped) {
      return text;
    }
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text);
    }
    return bytes.toByteArray();
  }

  /// As Lambda wants it for a function URL.
  public String json() {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("statusCode", status);
    answer.put("headers", headers);
    try {
      answer.put("body", Base64.getEncoder().encodeToString(bytes()));
      answer.put("isBase64Encoded", true);
      return JSON.std.asString(answer);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
