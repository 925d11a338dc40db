package janitor.night;

import janitor.ledger.Ledger;
import janitor.page.Decisions;
import janitor.report.Notifier;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.TagIndex;
import janitor.resource.Time;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.sweep.Journal;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What the janitor works with, handed in.
///
/// @param decisions what people decided on the page; empty on a laptop, whose ledger lasts for a
///   run
/// @param notifier what tells people of the night: what it accepts counts as announced
/// @param calls how many calls to AWS were made so far
/// @param continuation what wakes the janitor for the next round; empty on a laptop
/// @param functionArn ARN of the function that it runs as
public record Tools(
    Home home,
    TagIndex index,
    Catalog catalog,
    Fault.Classifier faults,
    Ledger ledger,
    Optional<Decisions> decisions,
    Notifier notifier,
    OwnStack ownStack,
    Optional<Continuation> continuation,
    Time time,
    Journal journal,
    LongSupplier calls,
    Optional<String> functionArn) {}
