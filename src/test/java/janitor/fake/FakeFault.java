package janitor.fake;

import janitor.resource.Fault;
import java.util.Optional;

/// An answer of the fake account that says no.
public final class FakeFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Knows these, and takes anything else for what nobody expected.
  public static final Fault.Classifier CLASSIFIER =
      error -> error instanceof FakeFault fake ? fake.fault : Fault.unexpected(error);

  private final transient Fault fault;

  public FakeFault(Fault.Sort sort, String message) {
    this(new Fault(sort, message, Optional.empty()));
  }

  public FakeFault(Fault fault) {
    super(fault.message(), null, false, false);
    this.fault = fault;
  }
}
