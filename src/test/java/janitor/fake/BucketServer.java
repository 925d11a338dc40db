package janitor.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One bucket behind S3's protocol: lists versions, deletes them, refuses as S3 does, and keeps a
/// lifecycle configuration as the bytes that it was given. It neither expires anything nor checks a
/// signature. Anything that S3 would not understand is a 400, so that a test sees it.
public final class BucketServer implements AutoCloseable {
  public static final String NAME = "workshop-bucket";

  private static final int PAGE = 1_000;
  private static final String XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final XMLInputFactory XML = XMLInputFactory.newFactory();

  /// A request, in the words of S3's reference.
  public record Call(String operation, Map<String, String> query) {}

  /// An answer that is an error.
  private static final class S3Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;

    S3Refusal(int status, String code) {
      super(code, null, false, false);
      this.status = status;
      this.code = code;
    }
  }

  private final HttpServer http;
  private final Shelf shelf;
  private final Map<String, String> tags = new TreeMap<>();
  private final Map<String, String> uploads = Collections.synchronizedMap(new TreeMap<>());
  private final Map<String, Integer> failuresLeft = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final Map<String, S3Refusal> refusals = new ConcurrentHashMap<>();
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger deletesAtOnce = new AtomicInteger();
  private final AtomicInteger mostDeletesAtOnce = new AtomicInteger();
  private volatile Duration latency = Duration.ZERO;
  private volatile boolean isRecording = true;
  private volatile boolean isDenying;
  private volatile String message = "Said the small server.";
  private volatile boolean isBypassed;
  private volatile boolean isThere = true;
  private volatile Optional<String> lifecycle = Optional.empty();
  private volatile Optional<String> transitionMinimum = Optional.empty();

  private BucketServer(Shelf shelf) {
    this.shelf = shelf;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::answer);
    http.start();
  }

  /// A bucket that is filled version by version.
  public static BucketServer empty() {
    return new BucketServer(new Shelf.Small());
  }

  /// A bucket with so many versions and delete markers that only a rule can describe them.
  public static BucketServer with(int versions) {
    var server = new BucketServer(new Shelf.Large(versions));
    server.isRecording = false;
    return server;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /// Puts a version (or a delete marker) above those that the key has; `null` replaces `null`.
  public BucketServer put(String key, String version, boolean isMarker) {
    ((Shelf.Small) shelf).put(key, version, isMarker);
    return this;
  }

  public BucketServer put(String key) {
    return put(key, "null", false);
  }

  /// All versions are there again.
  public void refill() {
    ((Shelf.Large) shelf).refill();
  }

  public BucketServer upload(String key, String id) {
    uploads.put(id, key);
    return this;
  }

  public BucketServer tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  /// The next deletions of the key are refused with the code.
  public BucketServer failing(String key, String code, int times) {
    failuresLeft.put(key, times);
    failures.put(key, code);
    return this;
  }

  /// An operation is refused from now on.
  public BucketServer refusing(String operation, int status, String code) {
    refusals.put(operation, new S3Refusal(status, code));
    return this;
  }

  /// What every refusal says from now on.
  public BucketServer saying(String text) {
    message = text;
    return this;
  }

  /// A policy that denies everything but its own removal.
  public BucketServer denying() {
    isDenying = true;
    return this;
  }

  public BucketServer slow(Duration latency) {
    this.latency = latency;
    return this;
  }

  public BucketServer lifecycle(String xml, String transitionMinimum) {
    lifecycle = Optional.of(xml);
    this.transitionMinimum = Optional.of(transitionMinimum);
    return this;
  }

  public Optional<String> lifecycle() {
    return lifecycle;
  }

  public Optional<String> transitionMinimum() {
    return transitionMinimum;
  }

  public long left() {
    return shelf.left();
  }

  public List<String> uploads() {
    return List.copyOf(uploads.keySet());
  }

  public boolean isThere() {
    return isThere;
  }

  /// Whether anything was to be deleted in spite of Object Lock's governance mode.
  public boolean isBypassed() {
    return isBypassed;
  }

  public List<String> operations() {
    return calls().stream().map(Call::operation).toList();
  }

  public List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  public int mostDeletesAtOnce() {
    return mostDeletesAtOnce.get();
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      isBypassed |= exchange.getRequestHeaders().containsKey("x-amz-bypass-governance-retention");
      byte[] answer;
      int status;
      try {
        var text = respond(exchange, body);
        status = text.isEmpty() ? 204 : 200;
        answer = text.getBytes(StandardCharsets.UTF_8);
      } catch (S3Refusal refused) {
        status = refused.status;
        answer = error(refused).getBytes(StandardCharsets.UTF_8);
      }
      exchange.getResponseHeaders().add("Content-Type", "application/xml");
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String error(S3Refusal refused) {
    return "<Error><Code>%s</Code><Message>%s</Message></Error>"
        .formatted(refused.code, escaped(message));
  }

  private String respond(HttpExchange exchange, byte[] body) {
    var query = query(exchange.getRequestURI().getRawQuery());
    var path = exchange.getRequestURI().getRawPath();
    var key = path.length() > NAME.length() + 2 ? decoded(path.substring(NAME.length() + 2)) : "";
    if (!path.startsWith("/" + NAME)) {
      throw new S3Refusal(404, "NoSuchBucket");
    }
    var operation = operation(exchange.getRequestMethod(), key, query);
    if (isRecording) {
      calls.add(new Call(operation, query));
    }
    if (!latency.isZero()) {
      LockSupport.parkNanos(latency.toNanos());
    }
    if (!isThere) {
      throw new S3Refusal(404, "NoSuchBucket");
    }
    if (isDenying && !operation.equals("DeleteBucketPolicy")) {
      throw new S3Refusal(403, "AccessDenied");
    }
    var refusal = refusals.get(operation);
    if (refusal != null) {
      throw refusal;
    }
    return switch (operation) {
      case "ListObjectVersions" -> list(query);
      case "DeleteObjects" -> deleteAll(body);
      case "DeleteObject" -> deleteOne(key, query);
      case "ListMultipartUploads" -> listUploads(query);
      case "AbortMultipartUpload" -> abort(query);
      case "GetBucketTagging" -> tagging();
      case "GetBucketLifecycleConfiguration" -> getLifecycle(exchange);
      case "PutBucketLifecycleConfiguration" -> putLifecycle(exchange, body);
      case "DeleteBucketLifecycle" -> {
        lifecycle = Optional.empty();
        yield "";
      }
      case "DeleteBucketPolicy" -> {
        isDenying = false;
        yield "";
      }
      case "DeleteBucket" -> deleteBucket();
      default -> throw new S3Refusal(400, "InvalidRequest");
    };
  }

  private static String operation(String method, String key, Map<String, String> query) {
    if (!key.isEmpty()) {
      return method.equals("DELETE")
          ? query.containsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject"
          : "Unknown";
    }
    return switch (method) {
      case "GET" ->
          query.containsKey("versions")
              ? "ListObjectVersions"
              : query.containsKey("uploads")
                  ? "ListMultipartUploads"
                  : query.containsKey("tagging")
                      ? "GetBucketTagging"
                      : query.containsKey("lifecycle")
                          ? "GetBucketLifecycleConfiguration"
                          : "Unknown";
      case "POST" -> query.containsKey("delete") ? "DeleteObjects" : "Unknown";
      case "PUT" -> query.containsKey("lifecycle") ? "PutBucketLifecycleConfiguration" : "Unknown";
      case "DELETE" ->
          query.containsKey("lifecycle")
              ? "DeleteBucketLifecycle"
              : query.containsKey("policy") ? "DeleteBucketPolicy" : "DeleteBucket";
      default -> "Unknown";
    };
  }

  private static Map<String, String> query(String raw) {
    if (raw == null) {
      return Map.of();
    }
    return Arrays.stream(raw.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> decoded(pair[0]),
                pair -> pair.length > 1 ? decoded(pair[1]) : "",
                (a, _) -> a,
                LinkedHashMap::new));
  }

  private static String decoded(String text) {
    // A plus sign in a path or query of S3 is a plus sign.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// As S3 encodes keys where `encoding-type=url` asks for it: a space is a plus sign.
  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/").replace("*", "%2A");
  }

  private String list(Map<String, String> query) {
    if (!"url".equals(query.get("encoding-type"))) {
      throw new S3Refusal(400, "InvalidArgument");
    }
    var page =
        shelf.page(
            Optional.ofNullable(query.get("key-marker")),
            Optional.ofNullable(query.get("version-id-marker")).filter(text -> !text.isEmpty()),
            PAGE + 1);
    var isTruncated = page.size() > PAGE;
    var xml = new StringBuilder(200 * page.size() + 500);
    xml.append("<ListVersionsResult xmlns=\"").append(XMLNS).append("\"><Name>").append(NAME);
    xml.append("</Name><EncodingType>url</EncodingType><MaxKeys>1000</MaxKeys><IsTruncated>");
    xml.append(isTruncated).append("</IsTruncated>");
    if (isTruncated) {
      var last = page.get(PAGE - 1);
      xml.append("<NextKeyMarker>").append(encoded(last.key())).append("</NextKeyMarker>");
      xml.append("<NextVersionIdMarker>").append(last.version()).append("</NextVersionIdMarker>");
    }
    for (var entry : page.subList(0, Math.min(PAGE, page.size()))) {
      var element = entry.isMarker() ? "DeleteMarker" : "Version";
      xml.append('<').append(element).append("><Key>").append(encoded(entry.key()));
      xml.append("</Key><VersionId>").append(entry.version()).append("</VersionId>");
      xml.append("<IsLatest>false</IsLatest>");
      xml.append("<LastModified>2026-01-01T00:00:00.000Z</LastModified>");
      xml.append("</").append(element).append('>');
    }
    return xml.append("</ListVersionsResult>").toString();
  }

  private String deleteAll(byte[] body) {
    var atOnce = deletesAtOnce.incrementAndGet();
    mostDeletesAtOnce.accumulateAndGet(atOnce, Math::max);
    try {
      var objects = objects(body);
      if (objects.size() > PAGE) {
        throw new S3Refusal(400, "MalformedXML");
      }
      var xml = new StringBuilder("<DeleteResult xmlns=\"" + XMLNS + "\">");
      for (var entry : objects) {
        delete(entry)
            .ifPresent(
                code ->
                    xml.append("<Error><Key>")
                        .append(escaped(entry.key()))
                        .append("</Key><VersionId>")
                        .append(entry.version())
                        .append("</VersionId><Code>")
                        .append(code)
                        .append("</Code><Message>")
                        .append(escaped(message))
                        .append("</Message></Error>"));
      }
      return xml.append("</DeleteResult>").toString();
    } finally {
      deletesAtOnce.decrementAndGet();
    }
  }

  private static List<Shelf.Entry> objects(byte[] body) {
    var objects = new ArrayList<Shelf.Entry>();
    try {
      var xml =
          XML.createXMLStreamReader(new StringReader(new String(body, StandardCharsets.UTF_8)));
      var key = "";
      var version = "null";
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamReader.START_ELEMENT -> {
            switch (xml.getLocalName()) {
              case "Key" -> key = xml.getElementText();
              case "VersionId" -> version = xml.getElementText();
              default -> {}
            }
          }
          case XMLStreamReader.END_ELEMENT -> {
            if (xml.getLocalName().equals("Object")) {
              objects.add(new Shelf.Entry(key, version, false));
            }
          }
          default -> {}
        }
      }
    } catch (XMLStreamException malformed) {
      throw new S3Refusal(400, "MalformedXML");
    }
    return objects;
  }

  private String deleteOne(String key, Map<String, String> query) {
    delete(new Shelf.Entry(key, query.getOrDefault("versionId", "null"), false))
        .ifPresent(
            code -> {
              throw new S3Refusal(code.equals("AccessDenied") ? 403 : 400, code);
            });
    return "";
  }

  /// The code of a refusal; nothing where it is gone now, as S3 also says of what never was.
  private Optional<String> delete(Shelf.Entry entry) {
    var isFailing =
        failures.containsKey(entry.key()) && failuresLeft.merge(entry.key(), -1, Integer::sum) >= 0;
    if (isFailing) {
      return Optional.ofNullable(failures.get(entry.key()));
    }
    shelf.remove(entry.key(), entry.version());
    return Optional.empty();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String listUploads(Map<String, String> query) {
    if (!"url".equals(query.get("encoding-type"))) {
      throw new S3Refusal(400, "InvalidArgument");
    }
    var page = new TreeMap<>(uploads).entrySet().stream().limit(PAGE).toList();
    var xml = new StringBuilder("<ListMultipartUploadsResult xmlns=\"" + XMLNS + "\">");
    xml.append("<EncodingType>url</EncodingType><IsTruncated>");
    xml.append(uploads.size() > PAGE).append("</IsTruncated>");
    page.forEach(
        entry ->
            xml.append("<Upload><Key>")
                .append(encoded(entry.getValue()))
                .append("</Key><UploadId>")
                .append(entry.getKey())
                .append("</UploadId></Upload>"));
    return xml.append("</ListMultipartUploadsResult>").toString();
  }

  private String abort(Map<String, String> query) {
    if (uploads.remove(query.getOrDefault("uploadId", "")) == null) {
      throw new S3Refusal(404, "NoSuchUpload");
    }
    return "";
  }

  private String tagging() {
    if (tags.isEmpty()) {
      throw new S3Refusal(404, "NoSuchTagSet");
    }
    return tags.entrySet().stream()
        .map(
            tag ->
                "<Tag><Key>%s</Key><Value>%s</Value></Tag>"
                    .formatted(escaped(tag.getKey()), escaped(tag.getValue())))
        .collect(Collectors.joining("", "<Tagging><TagSet>", "</TagSet></Tagging>"));
  }

  private String getLifecycle(HttpExchange exchange) {
    transitionMinimum.ifPresent(
        text ->
            exchange
                .getResponseHeaders()
                .add("x-amz-transition-default-minimum-object-size", text));
    return lifecycle.orElseThrow(() -> new S3Refusal(404, "NoSuchLifecycleConfiguration"));
  }

  /// S3 refuses to mix the two forms of a rule's scope, and falls back to its default size.
  private String putLifecycle(HttpExchange exchange, byte[] body) {
    var xml = new String(body, StandardCharsets.UTF_8);
    var scopes = scopes(xml);
    if (scopes.contains("Filter") && scopes.contains("Prefix")) {
      throw new S3Refusal(400, "InvalidRequest");
    }
    lifecycle = Optional.of(xml);
    transitionMinimum =
        Optional.of(
            Optional.ofNullable(
                    exchange
                        .getRequestHeaders()
                        .getFirst("x-amz-transition-default-minimum-object-size"))
                .orElse("all_storage_classes_128K"));
    return "";
  }

  /// The elements that stand right in a rule.
  private static List<String> scopes(String text) {
    var scopes = new ArrayList<String>();
    try {
      var xml = XML.createXMLStreamReader(new StringReader(text));
      for (int depth = 0; xml.hasNext(); ) {
        switch (xml.next()) {
          case XMLStreamReader.START_ELEMENT -> {
            if (++depth == 3) {
              scopes.add(xml.getLocalName());
            }
          }
          case XMLStreamReader.END_ELEMENT -> depth--;
          default -> {}
        }
      }
    } catch (XMLStreamException malformed) {
      throw new S3Refusal(400, "MalformedXML");
    }
    return scopes;
  }

  private String deleteBucket() {
    if (shelf.left() > 0 || !uploads.isEmpty()) {
      throw new S3Refusal(409, "BucketNotEmpty");
    }
    isThere = false;
    return "";
  }
}
