package janitor.night;

import janitor.ledger.Ledger;
import janitor.page.Decisions;
import janitor.report.Notifier;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.HomeAccount;
import janitor.resource.TagIndex;
import janitor.resource.Time;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.sweep.Journal;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What the janitor works with, handed in.
///
/// @param telling what tells people of the night: what it accepts counts as announced. Asked for as
///   the catalog is, and the same each time
public record Tools(
    Account account,
    Books books,
    Supplier<Notifier> telling,
    Deployment deployment,
    Meters meters) {

  /// The account to be cleaned, as the janitor knows it.
  ///
  /// @param kinds asked for when the first of them is needed, which is after the first calls
  public record Account(
      HomeAccount home, TagIndex index, Supplier<Catalog> kinds, Fault.Classifier faults) {}

  /// What outlasts an invocation.
  ///
  /// @param decisions what people decided on the page; on a laptop, whose ledger lasts for a run,
  ///   on the pages of others
  public record Books(Ledger ledger, Optional<Decisions> decisions) {}

  /// How the janitor itself was put there.
  ///
  /// @param continuation what wakes the janitor for the next round; empty on a laptop
  /// @param functionArn ARN of the function that it runs as
  public record Deployment(
      OwnStack ownStack, Optional<Continuation> continuation, Optional<String> functionArn) {}

  /// What measures and writes down what happens.
  ///
  /// @param calls how many calls to AWS were made so far
  public record Meters(Time time, Journal journal, LongSupplier calls) {}

  HomeAccount home() {
    return account.home();
  }

  TagIndex index() {
    return account.index();
  }

  Catalog catalog() {
    return account.kinds().get();
  }

  Notifier notifier() {
    return telling.get();
  }

  Fault.Classifier faults() {
    return account.faults();
  }

  Ledger ledger() {
    return books.ledger();
  }

  Optional<Decisions> decisions() {
    return books.decisions();
  }

  OwnStack ownStack() {
    return deployment.ownStack();
  }

  Optional<Continuation> continuation() {
    return deployment.continuation();
  }

  Optional<String> functionArn() {
    return deployment.functionArn();
  }

  Time time() {
    return meters.time();
  }

  Journal journal() {
    return meters.journal();
  }

  LongSupplier calls() {
    return meters.calls();
  }
}
