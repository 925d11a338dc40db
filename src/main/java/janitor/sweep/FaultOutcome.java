package janitor.sweep;

import janitor.resource.Advice;
import janitor.resource.Arn;
import janitor.resource.Fault;

/// A fault as the outcome of the resource that it speaks of.
final class FaultOutcome {
  private FaultOutcome() {}

  static Outcome outcome(Arn of, Fault fault, String when) {
    return new Outcome.Failed(
        when + Advice.cause(fault) + told(fault) + fault.message(),
        Advice.remedy(fault, of),
        fault.isPassing(),
        fault.missing(),
        fault.unknown());
  }

  private static String told(Fault fault) {
    return fault.of() == Fault.Sort.UNEXPECTED ? ": " : "; AWS says: ";
  }
}
