package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Deadline;
import janitor.resource.Pace;
import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What keeps the pace of an operation, in order: one call after the other, each at its time.
final class Turns {
  private final Lanes lanes;
  private final Time time;
  private final Map<Pace, ArrayDeque<Step>> queues = new LinkedHashMap<>();

  /// The paces at which a call is being made.
  private final Set<Pace> busy = new HashSet<>();

  /// A step that is asked for at a pace.
  record Turn(Step step, Pace pace) {}

  Turns(Lanes lanes, Time time) {
    this.lanes = lanes;
    this.time = time;
  }

  /// Whether AWS throttled the operation, which keeps its pace since.
  boolean isEngaged(Pace pace) {
    return lanes.isEngaged(pace);
  }

  void engage(Pace pace) {
    lanes.engage(pace);
  }

  void add(Turn turn) {
    queues.computeIfAbsent(turn.pace(), _ -> new ArrayDeque<>()).add(turn.step());
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /// For people: the operations that are waited for.
  String operations() {
    return queues.keySet().stream().map(Pace::of).collect(Collectors.joining(", "));
  }

  /// AWS answered the call that was made at this pace.
  void answered(Pace pace) {
    busy.remove(pace);
  }

  Stream<Instant> nextAt() {
    return queues.keySet().stream().filter(pace -> !busy.contains(pace)).map(lanes::nextAt);
  }

  /// All those that stand in a row whose next turn would come too late.
  List<Turn> takeTooLate(Deadline deadline) {
    var late = new ArrayList<Turn>();
    for (var pace : free()) {
      if (!deadline.leaves(untilTurn(pace).plus(Deadline.LAST_STRETCH))) {
        takeAll(pace).forEach(step -> late.add(new Turn(step, pace)));
      }
    }
    return late;
  }

  /// The next at each pace at which it is time for one.
  List<Turn> takeDue() {
    var due = new ArrayList<Turn>();
    for (var pace : free()) {
      if (untilTurn(pace).isZero()) {
        busy.add(pace);
        lanes.book(pace);
        var queue = takeAll(pace);
        due.add(new Turn(queue.remove(), pace));
        if (!queue.isEmpty()) {
          queues.put(pace, queue);
        }
      }
    }
    return due;
  }

  private List<Pace> free() {
    return queues.keySet().stream().filter(pace -> !busy.contains(pace)).toList();
  }

  private Duration untilTurn(Pace pace) {
    var now = time.instant();
    var at = lanes.nextAt(pace);
    return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
  }

  private ArrayDeque<Step> takeAll(Pace pace) {
    return Optional.ofNullable(queues.remove(pace)).orElseGet(ArrayDeque::new);
  }
}
