package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;

/// Buckets that their own policy lends to other accounts, or lets services of AWS's write into for
/// somebody else: a trail, a load balancer, a recorder, another bucket. One that strangers write
/// into would be emptied, and what comes next lost.
class BucketsOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final String HOME = Emulator.ACCOUNT;
  private static final String OTHER = "444455556666";
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String TRAIL = "arn:aws:cloudtrail:" + HERE + ":" + HOME + ":trail/theirs";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  /// A bucket of the workshop's with this policy, `BUCKET` being its ARN.
  private static String ours(String name, String... statements) {
    var arn = ACCOUNT.bucket(name);
    ACCOUNT.tag(arn, TAG);
    var policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    ACCOUNT
        .aws()
        .s3(HERE)
        .putBucketPolicy(
            request ->
                request.bucket(name).policy(policy.replace('\'', '"').replace("BUCKET", arn)));
    return arn;
  }

  private static String allowing(String principal, String action, String condition) {
    return "{'Effect':'Allow','Principal':"
        + principal
        + ",'Action':"
        + action
        + ",'Resource':['BUCKET','BUCKET/*']"
        + (condition.isEmpty() ? "" : ",'Condition':" + condition)
        + "}";
  }

  private static String writing(String service, String condition) {
    return allowing("{'Service':'" + service + ".amazonaws.com'}", "'s3:PutObject'", condition);
  }

  /// As AWS's consoles write it, in whose words the key begins with small or capital letters.
  private static String from(String arn) {
    return "{'StringEquals':{'AWS:SourceArn':'" + arn + "'}}";
  }

  private static String fromHere(String pattern) {
    return "{'StringEquals':{'aws:SourceAccount':['"
        + HOME
        + "']},'ArnLike':{'aws:SourceArn':['"
        + pattern
        + "']}}";
  }

  private static String trail(String name, Map<String, String> tags) {
    var arn = TRAIL.replace("theirs", name);
    var told = new HashMap<String, Object>();
    told.put("type", "AWS::CloudTrail::Trail");
    told.put("region", HERE);
    told.put("arn", arn);
    told.put("model", Map.of("Arn", arn, "TrailName", name));
    told.put("tags", tags);
    ACCOUNT.emulator().control("POST", "cloud-control", told);
    return arn;
  }

  @Test
  void whatIsLentToAnotherAccountStays() {
    var whole = ours("lent", allowing("{'AWS':'arn:aws:iam::" + OTHER + ":root'}", "'s3:*'", ""));
    var read =
        ours("read", allowing("{'AWS':['" + HOME + "','" + OTHER + "']}", "['s3:GetObject']", ""));
    var organization =
        ours(
            "organization",
            allowing(
                "'*'", "'s3:GetObject'", "{'StringEquals':{'aws:PrincipalOrgID':'o-abcdefghij'}}"));
    var trails = ours("trails", writing("cloudtrail", from(TRAIL.replace(HOME, OTHER))));
    var many =
        ours(
            "many",
            writing(
                "delivery.logs",
                "{'StringEquals':{'aws:SourceAccount':['" + HOME + "','" + OTHER + "']}}"));
    var path =
        ours(
            "path",
            writing("cloudtrail", "").replace("'BUCKET/*'", "'BUCKET/x/AWSLogs/" + OTHER + "/*'"));
    var night = ACCOUNT.sweep(Map.of());
    List.of(whole, read, trails, many, path).forEach(one -> night.stays(one, OTHER));
    night.stays(organization, "o-abcdefghij");
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  /// A site for everybody, TLS for all, its own account, CloudFront, and whom no policy needs.
  @Test
  void whatIsLentToNobodyGoes() {
    var site = ours("site", allowing("'*'", "'s3:GetObject'", ""));
    var safe =
        ours(
            "safe",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['BUCKET','BUCKET/*'],"
                + "'Condition':{'Bool':{'aws:SecureTransport':'false'}}}",
            "{'Effect':'Deny','Principal':{'AWS':'arn:aws:iam::"
                + OTHER
                + ":root'},'Action':'s3:*','Resource':'BUCKET'}");
    var own = ours("own", allowing("{'AWS':'arn:aws:iam::" + HOME + ":root'}", "'s3:*'", ""));
    var front =
        ours(
            "front",
            allowing(
                "{'AWS':'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'}",
                "'s3:GetObject'",
                ""),
            allowing(
                "{'Service':'cloudfront.amazonaws.com'}",
                "'s3:GetObject'",
                from("arn:aws:cloudfront::" + HOME + ":distribution/E2")));
    var read =
        ours(
            "read",
            allowing(
                "{'Service':['personalize.amazonaws.com','serverlessrepo.amazonaws.com']}",
                "['s3:GetObject','s3:ListBucket']",
                ""));
    var vain = ours("vain", writing("lambda", ""), writing("personalize", ""));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(site, safe, own, front, read, vain);
  }

  @Test
  void whereAStrangersTrailWritesStays() {
    var stays = ours("stays", writing("cloudtrail", from(trail("theirs", Map.of()))));
    var trail = trail("ours", TAG);
    var goes = ours("goes", writing("cloudtrail", from(trail)));
    var left = ours("left", writing("cloudtrail", from(TRAIL.replace("theirs", "deleted"))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(stays, "trail/theirs");
    assertThat(night.gone()).contains(goes, trail, left);
  }

  /// Their consoles name the account alone, or nothing.
  @ParameterizedTest
  @CsvSource({"cloudtrail, CloudTrail", "config, AWS Config", "logging.s3, other buckets"})
  void whoWritesForSomebodyUnknownIsNamed(String service, String name) {
    var arn =
        ours("unknown", writing(service, "{'StringEquals':{'aws:SourceAccount':'" + HOME + "'}}"));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(arn, name);
    night.stays(arn, "remove that statement");
  }

  @Test
  void whereAnotherBucketLogsOrCountsStays() {
    var logged = ACCOUNT.bucket("theirs");
    var logs = ours("logs", writing("logging.s3", fromHere(logged)));
    var counts = ours("counts", writing("s3", fromHere(logged)));
    var left = ours("left", writing("logging.s3", fromHere("arn:aws:s3:::deleted")));
    var itself = ours("itself", writing("logging.s3", fromHere("arn:aws:s3:::itself")));
    var one = ours("one", writing("logging.s3", fromHere("arn:aws:s3:::two")));
    var two = ours("two", writing("logging.s3", fromHere("arn:aws:s3:::one")));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(logs, logged);
    night.stays(counts, logged);
    assertThat(night.gone()).contains(left, itself, one, two);
  }

  private static String balancer(String name, String logsInto, Map<String, String> tags) {
    var balancers =
        ACCOUNT
            .aws()
            .of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    var ec2 = ACCOUNT.aws().ec2(HERE);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    var subnets =
        List.of("a", "b").stream()
            .map(
                zone ->
                    ec2.createSubnet(
                            request ->
                                request
                                    .vpcId(vpc)
                                    .availabilityZone(HERE + zone)
                                    .cidrBlock("10.1." + (zone.equals("a") ? 1 : 2) + ".0/24"))
                        .subnet()
                        .subnetId())
            .toList();
    var arn =
        balancers
            .createLoadBalancer(request -> request.name(name).subnets(subnets))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    balancers.modifyLoadBalancerAttributes(
        request ->
            request
                .loadBalancerArn(arn)
                .attributes(
                    attribute("access_logs.s3.enabled", "true"),
                    attribute("access_logs.s3.bucket", logsInto)));
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static LoadBalancerAttribute attribute(String key, String value) {
    return LoadBalancerAttribute.builder().key(key).value(value).build();
  }

  /// ELB writes as a service, or by an account of its own.
  @Test
  void whereAStrangersLoadBalancerLogsStays() {
    var service = writing("logdelivery.elasticloadbalancing", "");
    var account = allowing("{'AWS':'arn:aws:iam::054676820928:root'}", "'s3:PutObject'", "");
    var theirs = ours("theirs", service);
    var older = ours("older", account);
    var classic = ours("classic", account);
    var goes = ours("goes", service, account);
    var unused = ours("unused", account, service);
    balancer("theirs", "theirs", Map.of());
    balancer("older", "older", Map.of());
    var ours = balancer("ours", "goes", TAG);
    var old =
        ACCOUNT
            .aws()
            .of(HERE, ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
    old.createLoadBalancer(
        request ->
            request
                .loadBalancerName("classic")
                .availabilityZones(HERE + "a")
                .listeners(
                    Listener.builder()
                        .protocol("HTTP")
                        .loadBalancerPort(80)
                        .instancePort(80)
                        .build()));
    old.modifyLoadBalancerAttributes(
        request ->
            request
                .loadBalancerName("classic")
                .loadBalancerAttributes(
                    how -> how.accessLog(log -> log.enabled(true).s3BucketName("classic"))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(theirs, "LoadBalancer theirs");
    night.stays(older, "LoadBalancer older");
    night.stays(classic, "LoadBalancer classic");
    assertThat(night.gone()).contains(goes, unused, ours);
  }

  /// The stack's own trails and recorders are what its bucket's policy is for.
  @Test
  void aBucketOfItsStackGoesWithIt() {
    ACCOUNT.bucket("member");
    var stack =
        ACCOUNT.stack(
            "lab",
            "{\"Resources\":{\"Bucket\":{\"Type\":\"AWS::S3::Bucket\"}}}",
            List.of(
                Map.of("type", "AWS::S3::Bucket", "logicalId", "Bucket", "physicalId", "member")));
    ACCOUNT.tag(stack, TAG);
    var policy =
        "{\"Statement\":["
            + writing("config", "")
            + ","
            + writing(
                "delivery.logs", from("arn:aws:logs:us-east-1:" + HOME + ":delivery-source:ours"))
            + "]}";
    ACCOUNT
        .aws()
        .s3(HERE)
        .putBucketPolicy(
            request ->
                request
                    .bucket("member")
                    .policy(policy.replace('\'', '"').replace("BUCKET", "arn:aws:s3:::member")));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(stack);
  }

  @Test
  void whereAStrangersDeliveryStreamWritesStays() {
    var arn = ACCOUNT.bucket("delivered");
    ACCOUNT.tag(arn, TAG);
    var stream = "arn:aws:firehose:" + HERE + ":" + HOME + ":deliverystream/theirs";
    var told = new HashMap<String, Object>();
    told.put("type", "AWS::KinesisFirehose::DeliveryStream");
    told.put("region", HERE);
    told.put("arn", stream);
    told.put(
        "model",
        Map.of(
            "Arn",
            stream,
            "DeliveryStreamName",
            "theirs",
            "ExtendedS3DestinationConfiguration",
            Map.of("BucketARN", arn)));
    told.put("tags", Map.of());
    ACCOUNT.emulator().control("POST", "cloud-control", told);
    ACCOUNT.sweep(Map.of()).stays(arn, "theirs");
  }

  @Test
  void aPolicyThatCannotBeReadKeepsItsBucket() {
    var arn = ours("shut", allowing("'*'", "'s3:GetObject'", ""));
    ACCOUNT.emulator().deny(List.of("s3:GetBucketPolicy"));
    ACCOUNT.sweep(Map.of()).stays(arn, "it could not be checked what else uses it");
  }
}
