package janitor.resource;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One region of the account, as one scan (or one proof of deletion) looks at it.
///
/// A list that several kinds need is fetched once a look: kinds share it by its key.
public final class Place {
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-\\d");

  private final String partition;
  private final String account;
  private final String region;
  private final Map<String, Object> lists = new ConcurrentHashMap<>();
  private final Set<Arn> named = ConcurrentHashMap.newKeySet();

  public Place(String partition, String account, String region) {
    this.partition = partition;
    this.account = account;
    this.region = region;
  }

  /// Where a resource is, of which nothing has been listed yet.
  public static Place of(Resource resource) {
    return new Place(resource.arn().partition(), resource.arn().account(), resource.region());
  }

  /// Whether it may be a region's name; whether there is such a region is AWS's to know.
  public static boolean isRegion(String text) {
    return REGION.matcher(text).matches();
  }

  public String region() {
    return region;
  }

  public String account() {
    return account;
  }

  /// `arn:<partition>:<service>:<this region>:<this account>:<resource>`
  public Arn arn(String service, String resource) {
    return new Arn(partition, service, region, account, resource);
  }

  /// An ARN without region and account, as S3 has (`arn:aws:s3:::name`).
  public Arn bareArn(String service, String resource) {
    return new Arn(partition, service, "", "", resource);
  }

  /// An ARN with region but no account, as API Gateway has
  /// (`arn:aws:apigateway:eu-west-1::/restapis/x`).
  public Arn regionArn(String service, String resource) {
    return new Arn(partition, service, region, "", resource);
  }

  /// An ARN with account but no region, as IAM and CloudFront have.
  public Arn globalArn(String service, String resource) {
    return new Arn(partition, service, "", account, resource);
  }

  /// Notes what the tag index named here.
  public void name(Collection<Arn> arns) {
    named.addAll(arns);
  }

  /// What the tag index named here, as far as this look has asked it: where the whole is among
  /// that, one list of its parts may serve to read them and to find those without a tag.
  public Stream<Arn> named() {
    return named.stream().sorted();
  }

  @SuppressWarnings("unchecked")
  public <T> T once(String key, Supplier<T> list) {
    // Not computeIfAbsent on one map bin: the supplier calls AWS and may itself ask for another
    // list.
    var entry = lists.computeIfAbsent(key, _ -> new Once<>(list));
    return ((Once<T>) entry).get();
  }

  private static final class Once<T> {
    private final Supplier<T> supplier;
    private final java.util.concurrent.locks.ReentrantLock lock =
        new java.util.concurrent.locks.ReentrantLock();
    private java.util.Optional<T> value = java.util.Optional.empty();

    Once(Supplier<T> supplier) {
      this.supplier = supplier;
    }

    T get() {
      lock.lock();
      try {
        if (value.isEmpty()) {
          value = java.util.Optional.of(supplier.get());
        }
        return value.orElseThrow();
      } finally {
        lock.unlock();
      }
    }
  }
}
