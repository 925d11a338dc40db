package janitor.deploy;

import java.util.Set;

/// The IAM actions of everything but the kinds: the one place where they are listed.
public final class SpineActions {
  private SpineActions() {}

  /// What a night needs whatever there is to delete.
  public static final Set<String> ALL =
      Set.of(
          // AwsTagIndex
          "tag:GetResources",
          "tag:GetTagValues",
          // IamAccount, for all kinds of IAM
          "iam:GetAccountAuthorizationDetails",
          // TableLedger
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:UpdateItem",
          // Mailer
          "ses:SendEmail",
          "ses:SendRawEmail",
          // SesSuppressions
          "ses:GetAccount",
          "ses:GetConfigurationSet",
          "ses:GetEmailIdentity",
          "ses:GetSuppressedDestination",
          // SnsTopic
          "sns:GetTopicAttributes",
          "sns:Publish",
          // DefaultBus
          "events:PutEvents",
          // ScheduledContinuation
          "scheduler:CreateSchedule",
          "scheduler:DeleteSchedule",
          "scheduler:UpdateSchedule",
          "iam:PassRole",
          // OwnStack
          "cloudformation:DescribeStacks",
          "cloudformation:ListStackResources",
          "cloudformation:DeleteStack",
          // Lambda itself, for the function: its log and its on-failure destination
          "logs:CreateLogStream",
          "logs:PutLogEvents",
          "sqs:SendMessage");
}
