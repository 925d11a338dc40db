package janitor.fake;

/// Lambda stopped the function in mid-call: nothing of the janitor may catch it.
public final class Stopped extends Error {
  private static final long serialVersionUID = 1;

  public Stopped(int call) {
    super("stopped dead at call " + call);
  }
}
