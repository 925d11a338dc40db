package janitor.fake;

import janitor.report.Bulletin;
import janitor.report.Topic;
import janitor.resource.Arn;
import janitor.resource.Fault;
import java.util.ArrayList;
import java.util.List;

/// A topic that somebody reads, or nobody, or that is not there.
public final class FakeTopic implements Topic {
  public static final String ARN = "arn:aws:sns:eu-central-1:123456789012:told";

  private final FakeAccount account;
  private final List<Bulletin> published = new ArrayList<>();
  private int readers = 1;
  private boolean isThere = true;

  public FakeTopic(FakeAccount account) {
    this.account = account;
  }

  public void readBy(int some) {
    readers = some;
  }

  public void isThere(boolean yes) {
    isThere = yes;
  }

  public List<Bulletin> published() {
    return List.copyOf(published);
  }

  @Override
  public Arn arn() {
    return Arn.of(ARN);
  }

  @Override
  public int readers() {
    return account.call(
        "Topic Readers",
        ARN,
        () -> {
          if (!isThere) {
            throw new FakeFault(Fault.Sort.GONE, "Topic does not exist");
          }
          return readers;
        });
  }

  @Override
  public String publish(Bulletin bulletin) {
    return account.call(
        "Topic Publish",
        ARN,
        () -> {
          published.add(bulletin);
          return "published-" + published.size();
        });
  }
}
