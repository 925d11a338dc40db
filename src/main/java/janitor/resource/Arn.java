package janitor.resource;

import java.util.Objects;

/// An Amazon Resource Name, `arn:partition:service:region:account:resource`.
///
/// Region and account may be empty (S3 buckets, API Gateway, IAM); the resource part may itself
/// hold colons and slashes, so it is only split where a kind knows how.
public record Arn(String partition, String service, String region, String account, String resource)
    implements Comparable<Arn> {

  /// Splits the text of an ARN.
  ///
  /// @throws IllegalArgumentException if the text is no ARN
  public static Arn of(String text) {
    var parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn") || parts[2].isEmpty() || parts[5].isEmpty()) {
      throw new IllegalArgumentException("not an ARN: " + text);
    }
    // Logs appends ":*" where it means the streams of a group as well.
    var resource =
        parts[5].endsWith(":*") ? parts[5].substring(0, parts[5].length() - 2) : parts[5];
    return new Arn(parts[1], parts[2], parts[3], parts[4], resource);
  }

  /// Whether this names something of `service` whose resource part starts with `prefix`.
  public boolean names(String service, String prefix) {
    return this.service.equals(service) && resource.startsWith(prefix);
  }

  /// What follows `prefix` in the resource part.
  public String after(String prefix) {
    if (!resource.startsWith(prefix)) {
      throw new IllegalArgumentException(this + " does not start with " + prefix);
    }
    return resource.substring(prefix.length());
  }

  /// The ARN of something beside or below this one: same service, region and account.
  public Arn sibling(String resource) {
    return new Arn(partition, service, region, account, resource);
  }

  /// Whether this is a part of `whole`, as a stage is of its API. A load balancer's listeners and
  /// their rules begin with another word and go on as it does.
  public boolean isBelow(Arn whole) {
    return service.equals(whole.service)
        && region.equals(whole.region)
        && account.equals(whole.account)
        && resource
            .replaceFirst("^listener(-rule)?/(?=(app|net|gwy)/)", "loadbalancer/")
            .startsWith(whole.resource + "/");
  }

  @Override
  public int compareTo(Arn other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Arn arn && toString().equals(arn.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(service, resource);
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
