package janitor.resource;

/// Something of the account, ours or not, that refers to a resource: while it stays, so must that.
///
/// @param user a function, a stack, a role or an IAM user, by ARN
/// @param name what a person calls the user, with its kind: `function student-legacy`
public record Use(Arn user, String name, Arn used) {}
