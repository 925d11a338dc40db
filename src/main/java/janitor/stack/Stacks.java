package janitor.stack;

import janitor.resource.Arn;
import java.time.Instant;
import java.util.Optional;

/// What the janitor asks of CloudFormation about its own stack.
public interface Stacks {

  /// What CloudFormation tells of a stack.
  ///
  /// @param isProtected whether it has termination protection, with which its deletion is refused
  ///   (CloudFormation User Guide, "Protect a stack from being deleted")
  record State(Instant createdAt, boolean isProtected) {}

  State describe(Arn stack);

  /// Whether the role is a part of the stack.
  boolean holds(Arn stack, Arn role);

  /// Asks for the stack's deletion.
  ///
  /// @param role that CloudFormation deletes with; empty: the stack's own, else the caller's
  /// @param night makes a second request of the same night the same request
  void delete(Arn stack, Optional<String> role, String night);
}
