package janitor.resource;

/// Something of the account, ours or not, that refers to a resource, or may: while it stays, so
/// must that.
///
/// @param user a function, a stack, a role or an IAM user, by ARN
/// @param reason why the used one stays with it, in plain words
public record Use(Arn user, String reason, Arn used) {

  /// A use that was seen.
  ///
  /// @param name what a person calls the user, with its kind: `function student-legacy`
  public static Use by(Arn user, String name, Arn used) {
    return new Use(user, "it is still used by " + name, used);
  }
}
