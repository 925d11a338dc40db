package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reach;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who else works with a bucket, as its own policy says: other accounts, and services of AWS's that
/// write what somebody else's things log. For whom a service writes its conditions tell, by the ARN
/// of what sends or by an account (S3 user guide, "Granting access to publish inventory data";
/// guide of CloudTrail, "Amazon S3 bucket policy for CloudTrail"), or else its own lists.
///
/// Whom it lets read counts for nothing where that is everybody, or a service: CloudFront is asked
/// itself, and others read when a job of theirs runs.
record BucketWriters(Clients clients, Reach reach, Place place) {

  /// Of which AWS's guides say that they go on writing in their own name, and what; a service that
  /// works with a role, as functions do, is let write here in vain.
  private static final Map<String, String> DELIVER =
      Map.ofEntries(
          Map.entry("bcm-data-exports", "AWS write exports of the bill"),
          Map.entry("bedrock", "Bedrock write logs of invocations"),
          Map.entry("billingreports", "AWS write reports of the bill"),
          Map.entry("cloudtrail", "CloudTrail write logs"),
          Map.entry("config", "AWS Config write what it records"),
          Map.entry("guardduty", "GuardDuty write findings"),
          Map.entry("logging.s3", "S3 write access logs of other buckets"),
          Map.entry("macie", "Macie write findings"),
          Map.entry("redshift", "Redshift write audit logs"),
          Map.entry("s3", "S3 write inventories of other buckets"),
          Map.entry("ses", "SES write mails"),
          Map.entry("ssm", "Systems Manager write inventories"),
          Map.entry("storage-lens.s3", "S3 Storage Lens write what it measures"));

  /// Of load balancers, the newer ones and those for networks (guides of Elastic Load Balancing,
  /// "Enable access logs"). Flow logs, by the second name too, are listed anyway.
  private static final Set<String> OF_BALANCERS =
      Set.of("delivery.logs", "logdelivery.elasticloadbalancing", "logdelivery.elb");

  /// In older regions they write by an account of theirs (the same guide of Elastic Load Balancing,
  /// "Regions available before August 2022"; of Redshift, "Database audit logging"; of CloudTrail,
  /// "Supported Regions"; all as in terraform-provider-aws, `service_account_data_source.go`).
  private static final Set<String> BALANCERS_ACCOUNTS =
      Set.of(
          "009996457667",
          "027434742980",
          "033677994240",
          "037604701340",
          "048591011584",
          "054676820928",
          "076674570225",
          "098369216593",
          "114774131450",
          "127311923021",
          "156460612806",
          "190560391635",
          "383597477331",
          "507241528517",
          "582318560864",
          "589379963580",
          "600734575887",
          "635631232127",
          "638102146993",
          "652711504416",
          "718504428378",
          "754344448648",
          "783225319266",
          "797873946194",
          "897822967062",
          "985666609251");

  private static final Set<String> REDSHIFTS_ACCOUNTS =
      Set.of(
          "013126148197",
          "053454850223",
          "075028567923",
          "090321488786",
          "111890595117",
          "193672423079",
          "210876761215",
          "262260360010",
          "307160386991",
          "313564881002",
          "361669875840",
          "365689465814",
          "391106570357",
          "404641285394",
          "660998842044",
          "665727464434",
          "729911121831",
          "760740231472",
          "762762565011",
          "865932855811",
          "902366379725",
          "907379612154",
          "915173422425",
          "945612479654");

  private static final Set<String> TRAILS_ACCOUNTS =
      Set.of(
          "034638983726",
          "035351147821",
          "069019280451",
          "086441151436",
          "113285607260",
          "119688915426",
          "187074758985",
          "193415116832",
          "216624486486",
          "262312530599",
          "282025262664",
          "284668455005",
          "388731089494",
          "453052556044",
          "475085895292",
          "492519147666",
          "525921808201",
          "582488909970",
          "585772288577",
          "608710470296",
          "669305197877",
          "681348832753",
          "683224464357",
          "757211635381",
          "765225791966",
          "814480443879",
          "819402241893",
          "829690693026",
          "859597730677",
          "903692715234",
          "977081816279");

  private static final Pattern PRINCIPAL = Pattern.compile("(.+)\\.amazonaws\\.com(\\.cn)?");
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  /// Logs lie below the account that they are of.
  private static final Pattern OF_ACCOUNT = Pattern.compile("/AWSLogs/(?:o-[a-z0-9]+/)?(\\d{12})/");

  /// Who but the bucket's own stack works with it.
  ///
  /// @param policy as S3 answers it
  Stream<Use> of(Resource bucket, @Nullable String policy) {
    if (policy == null) {
      return Stream.of();
    }
    var read =
        Answers.object(policy)
            .orElseThrow(
                () -> new IllegalStateException("its policy is no JSON object: " + policy));
    return Stream.concat(
            lent(bucket, policy),
            Answers.each(read.get("Statement"))
                .filter(Map.class::isInstance)
                .map(one -> (Map<?, ?>) one)
                .filter(one -> "Allow".equals(one.get("Effect")) && mayWrite(one))
                .flatMap(one -> services(one).flatMap(service -> writers(bucket, service, one))))
        .distinct();
  }

  /// A bucket's ARN has no account, by which its owner is told from others.
  private Stream<Use> lent(Resource bucket, String policy) {
    return PolicyGrant.of(policy, place.arn("s3", bucket.name()))
        .filter(grant -> !grant.isEverybodys())
        .filter(grant -> serviceOf(grant.to().account()).isEmpty())
        .map(
            grant ->
                grant.use(
                    bucket.arn(),
                    "and what they keep in it, or read from it, would be lost: take them out of it"
                        + " first"));
  }

  private static Optional<String> serviceOf(String account) {
    return BALANCERS_ACCOUNTS.contains(account)
        ? Optional.of("logdelivery.elasticloadbalancing")
        : TRAILS_ACCOUNTS.contains(account)
            ? Optional.of("cloudtrail")
            : REDSHIFTS_ACCOUNTS.contains(account) ? Optional.of("redshift") : Optional.empty();
  }

  private static Stream<String> services(Map<?, ?> statement) {
    return statement.get("Principal") instanceof Map<?, ?> by
        ? Stream.concat(
                texts(by.get("Service"))
                    .map(PRINCIPAL::matcher)
                    .filter(name -> name.matches())
                    .map(name -> name.group(1)),
                texts(by.get("AWS"))
                    .map(text -> text.replaceFirst("^arn:[^:]*:iam::(\\d{12}):.*$", "$1"))
                    .flatMap(account -> serviceOf(account).stream()))
            .distinct()
        : Stream.of();
  }

  private static boolean mayWrite(Map<?, ?> statement) {
    return statement.get("Action") == null
        || texts(statement.get("Action"))
            .map(
                action ->
                    action
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9:*?]", "")
                        .replace("*", ".*")
                        .replace('?', '.'))
            .anyMatch("s3:putobject"::matches);
  }

  private Stream<Use> writers(Resource bucket, String service, Map<?, ?> statement) {
    var sources = told(statement, "aws:sourcearn");
    var accounts =
        Stream.of(
                sources.stream().map(BucketWriters::accountOf),
                told(statement, "aws:sourceaccount").stream(),
                texts(statement.get("Resource"))
                    .flatMap(path -> OF_ACCOUNT.matcher(path).results().map(one -> one.group(1))))
            .flatMap(some -> some)
            .filter(account -> ACCOUNT.matcher(account).matches())
            .distinct()
            .toList();
    var others =
        accounts.stream()
            .filter(account -> !account.equals(place.account()))
            .map(account -> ofAccount(bucket, service, account));
    if (!accounts.isEmpty() && !accounts.contains(place.account())) {
      return others;
    }
    var named =
        sources.stream()
            .filter(source -> !source.matches(".*[*?].*"))
            .filter(source -> !isOfOther(source))
            .flatMap(source -> Answers.arn(source).stream())
            .filter(source -> !source.equals(bucket.arn()))
            .map(source -> named(bucket, source));
    var isNamed = !sources.isEmpty() && sources.stream().noneMatch(one -> one.matches(".*[*?].*"));
    return Stream.of(others, named, isNamed ? Stream.<Use>of() : unnamed(bucket, service))
        .flatMap(some -> some);
  }

  private boolean isOfOther(String source) {
    var account = accountOf(source);
    return ACCOUNT.matcher(account).matches() && !account.equals(place.account());
  }

  private static String accountOf(String arn) {
    var parts = arn.split(":", 6);
    return parts.length < 6 ? "" : parts[4];
  }

  private Use ofAccount(Resource bucket, String service, String account) {
    return new Use(
        PolicyGrant.account(account, place.arn("s3", bucket.name())).to(),
        "its policy lets "
            + service
            + " write into it for the account "
            + account
            + ", and what that sends would be lost: take it out of it first",
        bucket.arn());
  }

  private static Use named(Resource bucket, Arn source) {
    return new Use(
        source,
        "its policy lets "
            + source
            + " write into it, and what that sends would be lost: where that is no loss, remove"
            + " that statement first",
        bucket.arn(),
        Use.Bond.NAMED);
  }

  /// For whom it writes nothing says; but a stack's bucket has its policy for the stack's own.
  private Stream<Use> unnamed(Resource bucket, String service) {
    if (OF_BALANCERS.contains(service)) {
      return reach == Reach.ALL
          ? LoadBalancers.logging(place, clients, bucket.name())
              .map(balancer -> Use.by(balancer.arn(), balancer.label(), bucket.arn()))
          : Stream.of();
    }
    return bucket.owner().isPresent()
        ? Stream.of()
        : Stream.ofNullable(DELIVER.get(service))
            .map(
                what ->
                    new Use(
                        place.arn(service.replaceFirst("^.*\\.", ""), "*"),
                        "its policy lets "
                            + what
                            + " into it, and it cannot be checked for whom: where that is the"
                            + " workshop's own, remove that statement first",
                        bucket.arn()));
  }

  /// What a condition asks of such a key, which is written with capital letters or without (IAM
  /// user guide, "Condition keys are not case-sensitive").
  private static List<String> told(Map<?, ?> statement, String key) {
    return statement.get("Condition") instanceof Map<?, ?> conditions
        ? conditions.entrySet().stream()
            .filter(
                condition ->
                    String.valueOf(condition.getKey())
                            .matches("(?i)(ForA\\w+Values?:)?(String(Equals|Like)\\w*|Arn\\w+)")
                        && !String.valueOf(condition.getKey()).contains("Not"))
            .flatMap(
                condition ->
                    condition.getValue() instanceof Map<?, ?> keys
                        ? keys.entrySet().stream()
                        : Stream.of())
            .filter(one -> String.valueOf(one.getKey()).equalsIgnoreCase(key))
            .flatMap(one -> texts(one.getValue()))
            .toList()
        : List.of();
  }

  private static Stream<String> texts(@Nullable Object value) {
    return Answers.each(value).map(String::valueOf);
  }
}
