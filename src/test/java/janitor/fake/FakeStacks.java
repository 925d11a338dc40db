package janitor.fake;

import janitor.resource.Arn;
import janitor.stack.Stacks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// CloudFormation, as far as the janitor's own stack goes.
public final class FakeStacks implements Stacks {
  private final FakeAccount account;
  private Instant createdAt = Instant.EPOCH;
  private boolean isProtected;
  private final List<Arn> deleted = new ArrayList<>();
  private final Set<Arn> roles = new HashSet<>();

  public FakeStacks(FakeAccount account) {
    this.account = account;
  }

  public void bornAt(Instant at) {
    createdAt = at;
  }

  public void protect(boolean isProtected) {
    this.isProtected = isProtected;
  }

  /// The template made this role.
  public void make(Arn role) {
    roles.add(role);
  }

  public List<Arn> deleted() {
    return List.copyOf(deleted);
  }

  @Override
  public State describe(Arn stack) {
    return account.call(
        "OwnStack Describe", stack.toString(), () -> new State(createdAt, isProtected));
  }

  @Override
  public boolean holds(Arn stack, Arn role) {
    return account.call("OwnStack Resources", stack.toString(), () -> roles.contains(role));
  }

  @Override
  public void delete(Arn stack, Optional<String> role, String night) {
    account.call("OwnStack Delete", stack.toString(), () -> deleted.add(stack));
  }
}
