package janitor.fake;

import janitor.resource.Arn;
import janitor.stack.Stacks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CloudFormation, as far as the janitor's own stack goes.
public final class FakeStacks implements Stacks {
  private final FakeAccount account;
  private Instant createdAt = Instant.EPOCH;
  private final List<Arn> deleted = new ArrayList<>();

  public FakeStacks(FakeAccount account) {
    this.account = account;
  }

  public void bornAt(Instant at) {
    createdAt = at;
  }

  public List<Arn> deleted() {
    return List.copyOf(deleted);
  }

  @Override
  public Instant createdAt(Arn stack) {
    return account.call("OwnStack Describe", stack.toString(), () -> createdAt);
  }

  @Override
  public void delete(Arn stack, Optional<String> role, String night) {
    account.call("OwnStack Delete", stack.toString(), () -> deleted.add(stack));
  }
}
