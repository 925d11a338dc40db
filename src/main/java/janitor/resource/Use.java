package janitor.resource;

/// Something of the account, ours or not, that refers to a resource, or may: while it stays, so
/// must that.
///
/// @param user a function, a stack, a role or an IAM user, by ARN
/// @param reason why the used one stays with it, in plain words
/// @param bond what it comes to where the user goes, too
public record Use(Arn user, String reason, Arn used, Bond bond) {

  /// What a use means where both go.
  public enum Bond {
    /// The user goes first.
    ORDERED,
    /// Either may go first: security groups name each other, and such a circle is no reason to keep
    /// them.
    UNORDERED,
    /// The used one's own policy names the user, which may be gone since: it is looked for, and the
    /// bond is one of the others then.
    NAMED,
    /// The used one goes, and only a user that is not of the workshop keeps it: a gateway leaves
    /// its VPC, unless that is somebody else's.
    STRANGER_ONLY
  }

  public Use(Arn user, String reason, Arn used) {
    this(user, reason, used, Bond.ORDERED);
  }

  /// A use that was seen.
  ///
  /// @param name what a person calls the user, with its kind: `function student-legacy`
  public static Use by(Arn user, String name, Arn used) {
    return new Use(user, "it is still used by " + name, used);
  }

  /// The same, where the user goes first.
  public Use ordered() {
    return new Use(user, reason, used, Bond.ORDERED);
  }

  /// The same, where either may go first.
  public Use unordered() {
    return new Use(user, reason, used, Bond.UNORDERED);
  }
}
