package janitor.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What CloudFormation asks for to delete a member of a stack, type by type: `delete-handlers.tsv`,
/// which `src/test/policy/handlers.py` makes from the registry's schemas; and what of it the
/// janitor's role does not give.
final class DeleteHandlers {
  private static final Path FILE = Path.of("src/test/resources/janitor/deploy/delete-handlers.tsv");

  private static final String WITH_A_DEPLOYMENT =
      "changes a database that a blue/green deployment is of, which may be a stranger's";
  private static final String MAKES =
      "makes or changes something: the handler's schema lists it with the deletion";
  private static final String UNTAGS =
      "takes tags off before the deletion: what then does not go would be lost to the janitor";
  private static final String PERSONS = "a user or a group is a person's: it stays as it is";
  private static final String WHOLE_ACCOUNT =
      "what signs in or serves by it may be all of the account";
  private static final String OPENS = "uses a key: nothing encrypted is read";
  private static final String CODE =
      "takes an app's trigger off a CodeCommit repository, which may be a stranger's";
  private static final String LATER_TAGS =
      "is checked by the tag, which does not reach such a member where the stack got it later";
  private static final String NO_SUCH_SERVICE =
      "no service that IAM knows: the handler's schema lists one of AWS's own";

  private static final String NO_KIND =
      "is of a firewall on a gateway or instance that no kind here knows";

  private static final String IDENTITY_CENTER =
      "works on IAM Identity Center, which is the organisation's";

  private static final Pattern UNTAGGING =
      Pattern.compile("[a-z0-9-]+:(Untag[A-Za-z]+|RemoveTags[A-Za-z]+|DeleteTags)");

  /// What is not given on behalf of a stack, and why; what takes tags off, never. A stack with such
  /// a member is deleted all the same if its handler does not insist, or if the stack has a service
  /// role of its own; else it ends in `DELETE_FAILED`, and the mail has the action.
  static final Map<String, String> NOT_GIVEN = notGiven();

  private static Map<String, String> notGiven() {
    var all = new LinkedHashMap<String, String>();
    all.put("apigateway:PUT", MAKES);
    all.put("appflow:DeleteFlow", LATER_TAGS);
    all.put("application-autoscaling:PutScalingPolicy", MAKES);
    all.put("application-autoscaling:PutScheduledAction", MAKES);
    all.put("application-autoscaling:RegisterScalableTarget", MAKES);
    all.put("apprunner:DeleteAutoScalingConfiguration", LATER_TAGS);
    all.put("bedrock:DeleteGuardrail", "deletes another thing than the member");
    all.put("cloudwatch:ListManagedInsightRules", "looks for another thing than the member");
    all.put("ce:DeleteAnomalySubscription", LATER_TAGS);
    all.put("codecommit:GetRepository", CODE);
    all.put("codecommit:GetRepositoryTriggers", CODE);
    all.put("codecommit:PutRepositoryTriggers", CODE);
    all.put("ec2:AllocateAddress", MAKES);
    all.put("ec2:AssociateAddress", MAKES);
    all.put("ec2:AttachNetworkInterface", MAKES);
    all.put("ec2:CreateCapacityReservation", MAKES);
    all.put("ec2:CreateSnapshot", MAKES);
    all.put("ec2:CreateTags", MAKES);
    all.put("ec2:CreateVpcEndpointServiceConfiguration", MAKES);
    all.put("ec2:DeleteClientVpnEndpoint", "deletes another thing than the member");
    all.put("ec2:DeleteVpcEndpoint", "no such action: DeleteVpcEndpoints is given");
    all.put(
        "ec2:DetachApplianceFromNatGateway",
        "takes a firewall off a NAT gateway, which may be a stranger's");
    all.put(
        "elasticache:ModifyReplicationGroup",
        "takes a group of users off a cache, which may be a stranger's");
    all.put("emr-containers:DeleteJobTemplate", LATER_TAGS);
    for (var call : List.of("DeleteFileSystem", "DeleteMountTarget", "DescribeMountTargets")) {
      all.put("efs:" + call, NO_SUCH_SERVICE);
    }
    all.put("eks:AssociateAccessPolicy", MAKES);
    all.put("eks:CreateAccessEntry", MAKES);
    all.put("events:UpdateEventBus", MAKES);
    all.put("firehose:TagDeliveryStream", MAKES);
    all.put("iam:CreateServiceLinkedRole", MAKES);
    for (var call :
        List.of(
            "DeactivateMFADevice",
            "DeleteAccessKey",
            "DeleteGroup",
            "DeleteGroupPolicy",
            "DeleteLoginProfile",
            "DeleteUser",
            "DeleteUserPolicy",
            "DeleteVirtualMFADevice",
            "DetachGroupPolicy",
            "DetachUserPolicy",
            "RemoveUserFromGroup")) {
      all.put("iam:" + call, PERSONS);
    }
    for (var thing : List.of("OpenIDConnectProvider", "SAMLProvider", "ServerCertificate")) {
      all.put("iam:Delete" + thing, WHOLE_ACCOUNT);
    }
    all.put("iam:DeleteServiceLinkedRole", "AWS's own role, which all of the account shares");
    all.put("iam:PassRole", "a deletion hands no role over");
    all.put("iam:PutRolePolicy", MAKES);
    all.put("iam:TagRole", MAKES);
    all.put("initech:DeleteReport", "no service of AWS: an example that a schema was made from");
    all.put("iot:DeleteJobTemplate", LATER_TAGS);
    all.put("kendra-ranking:DeleteRescoreExecutionPlan", LATER_TAGS);
    all.put("kms:CreateGrant", MAKES);
    all.put("kms:Decrypt", OPENS);
    all.put("kms:Encrypt", OPENS);
    all.put("kms:GenerateDataKey", OPENS);
    all.put("kms:GenerateDataKeyWithoutPlaintext", OPENS);
    all.put("kms:ReEncryptFrom", OPENS);
    all.put("kms:ReEncryptTo", OPENS);
    all.put("kms:RevokeGrant", "takes a grant off a key, which may be a stranger's");
    all.put("logs:CreateLogDelivery", MAKES);
    all.put("logs:PutResourcePolicy", MAKES);
    all.put("logs:UpdateLogDelivery", MAKES);
    all.put("managed-fleets:DeleteAutoScalingGroup", NO_SUCH_SERVICE);
    all.put("managed-fleets:Get*", NO_SUCH_SERVICE);
    all.put("notifications:DeleteNotificationConfiguration", LATER_TAGS);
    all.put("pi:DeletePerformanceAnalysisReport", LATER_TAGS);
    all.put("quicksight:DeleteTopic", LATER_TAGS);
    all.put("rds:DeleteDBClusterEndpoint", WITH_A_DEPLOYMENT);
    all.put("rds:PromoteReadReplica", WITH_A_DEPLOYMENT);
    all.put("rds:PromoteReadReplicaDBCluster", WITH_A_DEPLOYMENT);
    all.put("rds:RemoveFromGlobalCluster", "changes a global cluster, which may be a stranger's");
    all.put("redshift-serverless:DeleteSnapshot", LATER_TAGS);
    all.put("route53:UpdateHostedZoneFeatures", MAKES);
    all.put("s3:GetBucketAcl", "is read to make a log delivery, not to end one");
    all.put("s3:getObject", "reads an object: the definition that an API was made from");
    all.put("s3:PutBucketPolicy", MAKES);
    all.put("s3:PutObject", MAKES);
    all.put("sagemaker:AddTags", MAKES);
    for (var call :
        List.of(
            "DeleteApplication",
            "DeleteApplicationAccessScope",
            "DeleteApplicationAssignment",
            "DeleteApplicationAuthenticationMethod",
            "DeleteApplicationGrant",
            "DescribeInstance",
            "DescribeRegisteredRegions",
            "ListApplicationAssignments",
            "ListInstances")) {
      all.put("sso:" + call, IDENTITY_CENTER);
    }
    all.put("identitystore:DescribeUser", IDENTITY_CENTER);
    all.put("identitystore:ListUsers", IDENTITY_CENTER);
    all.put("vpce:AllowMultiRegion", MAKES);
    for (var makes :
        List.of(
            "apprunner:AssociateWebAcl",
            "appsync:AssociateWebACL",
            "bedrock-agentcore:GatewayAssociateWebACL",
            "cognito-idp:AssociateWebACL",
            "ec2:AssociateVerifiedAccessInstanceWebAcl",
            "elasticloadbalancing:CreateWebACLAssociation",
            "glue:CreateTable",
            "lakeformation:CreateTable",
            "wafv2:AssociateWebACL",
            "wafv2:PutPermissionPolicy")) {
      all.put(makes, MAKES);
    }
    for (var call : List.of("GatewayDisassociateWebACL", "GatewayGetWebACLForResource")) {
      all.put("bedrock-agentcore:" + call, NO_KIND);
    }
    for (var call :
        List.of("DisassociateVerifiedAccessInstanceWebAcl", "GetVerifiedAccessInstanceWebAcl")) {
      all.put("ec2:" + call, NO_KIND);
    }
    for (var call :
        List.of(
            "DescribeLakeFormationIdentityCenterConfiguration",
            "DescribeResource",
            "GetDataAccess",
            "ListResources")) {
      all.put("lakeformation:" + call, "looks what else Lake Formation knows of the catalog");
    }
    all.put("memorydb:ModifyReplicationGroup", "no such action of MemoryDB's");
    return all;
  }

  /// Types that have no handler in the registry, and whose deletion is refused: what IAM's and
  /// Elastic Load Balancing's APIs ask for.
  private static final Map<String, String> WITHOUT_HANDLERS =
      Map.of(
          "AWS::ElasticLoadBalancingV2::ListenerCertificate",
          "elasticloadbalancing:RemoveListenerCertificates",
          "AWS::IAM::AccessKey",
          "iam:DeleteAccessKey",
          "AWS::IAM::UserToGroupAddition",
          "iam:RemoveUserFromGroup");

  private static final Pattern LOOKING =
      Pattern.compile("[a-z0-9-]+:(BatchGet|Get|List|Describe|Search).*");

  /// Whether CloudFormation deletes such a member on the janitor's behalf: if the handler asks for
  /// nothing but to look, or something of what else it asks for is given. What is checked by a tag
  /// that only an older stack's members lack counts as given.
  static boolean goes(List<Template.Statement> rights, Handler handler) {
    var without = WITHOUT_HANDLERS.get(handler.type());
    var does =
        Stream.concat(handler.permissions().stream(), Stream.ofNullable(without))
            .filter(permission -> !LOOKING.matcher(permission).matches())
            .filter(permission -> !UNTAGGING.matcher(permission).matches())
            .toList();
    return does.isEmpty()
        || does.stream()
            .anyMatch(
                permission ->
                    isGiven(rights, handler, permission)
                        || whyNot(permission).filter(LATER_TAGS::equals).isPresent());
  }

  /// Why something is not given; empty: it should be.
  static Optional<String> whyNot(String permission) {
    return UNTAGGING.matcher(permission).matches()
        ? Optional.of(UNTAGS)
        : Optional.ofNullable(NOT_GIVEN.get(permission));
  }

  /// What handlers ask for and the role does not give: the permission, and the types that want it.
  static SortedMap<String, SortedSet<String>> missing(List<Template.Statement> rights) {
    var missing = new TreeMap<String, SortedSet<String>>();
    for (var handler : all()) {
      for (var permission : handler.permissions()) {
        if (!isGiven(rights, handler, permission)) {
          missing.computeIfAbsent(permission, _ -> new TreeSet<>()).add(handler.type());
        }
      }
    }
    return missing;
  }

  /// Parts without tags whose deletion AWS checks on a thing that has them.
  static final Set<String> CHECKED_ON_ITS_PARENT =
      Set.of(
          "AWS::Cognito::UserPoolDomain cognito-idp:DeleteUserPoolDomain",
          // Its replicas have tags, the whole has none.
          "AWS::DynamoDB::GlobalTable dynamodb:DeleteTable",
          "AWS::IAM::Policy iam:DeleteRolePolicy",
          "AWS::IAM::RolePolicy iam:DeleteRolePolicy",
          "AWS::Cognito::UserPoolClient iam:DeleteRolePolicy",
          "AWS::Lambda::Version lambda:DeleteFunction",
          "AWS::NeptuneGraph::PrivateGraphEndpoint neptune-graph:DeletePrivateGraphEndpoint");

  private DeleteHandlers() {}

  /// A type's row.
  ///
  /// @param isMember whether CloudFormation has such a type
  /// @param isTagged whether the stack's tags reach it, also those that the stack got later
  /// @param permissions what its delete handler asks for
  record Handler(String type, boolean isMember, boolean isTagged, List<String> permissions) {}

  static List<Handler> all() {
    try {
      return Files.readAllLines(FILE).stream().skip(1).map(DeleteHandlers::handler).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Handler handler(String line) {
    var cells = line.split("\t", -1);
    return new Handler(
        cells[0],
        !cells[1].equals("-"),
        cells[1].equals("yes"),
        cells[2].isEmpty() ? List.of() : List.of(cells[2].split(" ", -1)));
  }

  /// Whether the role has it when CloudFormation deletes such a member on its behalf.
  static boolean isGiven(List<Template.Statement> rights, Handler handler, String permission) {
    return rights.stream()
        .filter(statement -> !statement.isConditionedOn("iam:PassedToService"))
        .filter(statement -> !statement.policy().name().equals("own"))
        .filter(
            statement ->
                statement.actions().stream().anyMatch(action -> covers(action, permission)))
        .anyMatch(
            statement ->
                !statement.isTagged()
                    || handler.isTagged()
                    || CHECKED_ON_ITS_PARENT.contains(handler.type() + " " + permission));
  }

  /// Whether the role has it at all.
  static boolean isAllowed(List<Template.Statement> rights, String permission) {
    return rights.stream()
        .flatMap(statement -> statement.actions().stream())
        .anyMatch(action -> covers(action, permission));
  }

  /// IAM's patterns; upper and lower case do not differ.
  static boolean covers(String action, String permission) {
    return Pattern.compile(Pattern.quote(action).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE)
        .matcher(permission)
        .matches();
  }
}
