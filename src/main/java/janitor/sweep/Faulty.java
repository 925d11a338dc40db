package janitor.sweep;

import janitor.resource.Fault;

/// Says in plain words what a fault means and what a person can do about it.
final class Faulty {
  private Faulty() {}

  static Outcome outcome(Fault fault, String when) {
    return new Outcome.Failed(
        when + cause(fault) + told(fault) + fault.message(),
        remedy(fault),
        fault.isPassing(),
        fault.action());
  }

  private static String told(Fault fault) {
    return fault.of() == Fault.Sort.UNEXPECTED ? ": " : "; AWS says: ";
  }

  private static String cause(Fault fault) {
    return switch (fault.of()) {
      case DENIED ->
          fault
              .action()
              .map(action -> "the janitor's role may not do " + action)
              .orElse("the janitor's role may not do this");
      case PROTECTED -> "a protection forbids it";
      case DEPENDENCY -> "something else still uses it";
      case THROTTLED -> "AWS took no more requests of this sort for a while";
      case BUSY -> "AWS or somebody else is still changing it";
      case TRANSIENT -> "AWS could not be reached, or had a fault of its own";
      case GONE -> "it is not there";
      case UNEXPECTED -> "the janitor did not expect what it met";
      case OTHER -> "AWS refused";
    };
  }

  private static String remedy(Fault fault) {
    return switch (fault.of()) {
      case DENIED ->
          fault
              .action()
              .map(action -> "Allow the janitor's role the action " + action + ".")
              .orElse("Allow the janitor's role what AWS names in this message.");
      case PROTECTED ->
          "Lift the protection by hand, or let the janitor: LiftProtection. To keep it for good,"
              + " give it the tag janitor:keep.";
      case DEPENDENCY ->
          "Find what AWS names in this message and delete it, or give both the tag janitor:keep.";
      case THROTTLED, BUSY, TRANSIENT -> "Nothing: the janitor asks again.";
      case GONE -> "Nothing: it is gone.";
      case UNEXPECTED ->
          "Delete it by hand if it stays, and tell the janitor's makers: this line says where it"
              + " happened.";
      case OTHER -> "Read what AWS says, and delete it by hand if it stays.";
    };
  }
}
