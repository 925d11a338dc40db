package janitor.settings;

import java.util.List;

/// An event or a setting that cannot be taken: nothing was touched, no call to AWS was made.
///
/// It carries no stack trace, since it is an answer to whoever wrote the event, and Lambda would
/// send the trace along.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Refusal(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
  }

  public Refusal(String problem) {
    this(List.of(problem));
  }
}
