package janitor.resource;

import java.util.regex.Pattern;

/// The words of the services for how far a thing is: of the enumerations in their models (botocore,
/// `service-2.json`), and of the guides where a status is no enumeration (RDS, ElastiCache, DMS).
final class StatusWords {

  /// "DELETE_FAILED" and the like are none of them.
  private static final Pattern DELETION =
      Pattern.compile(
          "deleting|terminating|shutting[-_ ]down|delete[-_ ]?(requested|in[-_ ]?progress|pending)",
          Pattern.CASE_INSENSITIVE);

  /// EKS, EC2, App Runner, Pipes, Directory Service: `DELETE_FAILED`, `delete-failed`,
  /// `FAILED_DELETION`, `DELETE_ROLLBACK_FAILED`; SageMaker: `Delete_Failed`, `DeleteFailed`;
  /// Bedrock: `DELETE_UNSUCCESSFUL`; S3: `PARTIALLY_DELETED`.
  private static final Pattern FAILED_DELETION =
      Pattern.compile(
          "delet(e|ion)[-_ ]?(rollback[-_ ]?)?(failed|unsuccessful)|failed[-_ ]deletion"
              + "|partially[-_ ]deleted",
          Pattern.CASE_INSENSITIVE);

  /// Batch: `INVALID`; FSx: `MISCONFIGURED`; RDS: `incompatible-network`,
  /// `inaccessible-encryption-credentials`; Directory Service: `Inoperable`; WorkSpaces: `ERROR`.
  private static final Pattern FAILURE =
      Pattern.compile(
          ".*(fail(ed|ure)|unsuccessful|error|invalid|misconfigured|inoperable|incompatible"
              + "|inaccessible).*",
          Pattern.CASE_INSENSITIVE);

  private StatusWords() {}

  static boolean areOfDeletion(String status) {
    return DELETION.matcher(status).matches();
  }

  static boolean areOfFailedDeletion(String status) {
    return FAILED_DELETION.matcher(status).matches();
  }

  static boolean areOfFailure(String status) {
    return FAILURE.matcher(status).matches();
  }
}
