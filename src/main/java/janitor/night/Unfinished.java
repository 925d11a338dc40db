package janitor.night;

import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Whole;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import janitor.sweep.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What AWS takes a deletion of and does not finish: how long a night goes on for it, and what is
/// told of it night after night.
///
/// Nothing says how long a deletion may take at most. RDS takes half an hour, EKS and CloudFront
/// twenty minutes, Lambda three quarters of an hour for the interfaces of a function.
final class Unfinished {

  /// Beyond whatever AWS is known to take.
  private static final Duration MOST = Duration.ofMinutes(90);

  /// What holds nothing else up is gone in minutes.
  private static final Duration LEAST = Duration.ofMinutes(20);

  /// For what an earlier night has waited for already.
  private static final Duration ONCE_MORE = Duration.ofMinutes(10);

  /// So many times as long as its kind usually takes: of what takes twenty seconds, as a database
  /// by the time between two looks, that is more than an hour.
  private static final int TIMES_AS_LONG = 240;

  /// What an hour ago was asked for, by another night, is no more than slow.
  private static final Duration LONG_AGO = Night.LONGEST_NIGHT;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final String REMEDY =
      "AWS is asked every night. Look in the console of its service for what holds it up; where"
          + " that names nothing, ask AWS Support: what bills for it goes on as long as it is"
          + " there.";

  private final Night night;

  Unfinished(Night night) {
    this.night = night;
  }

  /// For how long after the last change the night goes on.
  Duration patience(Memory memory) {
    return night.tally.all().stream()
        .filter(done -> done.outcome().isPending())
        .map(done -> patience(done, memory))
        .max(Duration::compareTo)
        .orElse(LEAST);
  }

  private Duration patience(Done done, Memory memory) {
    return switch (done.outcome()) {
      // It waits for another one, or for the tag index.
      case Outcome.Withheld _ -> LEAST;
      case Outcome.Requested asked ->
          isOld(done, memory)
              ? ONCE_MORE
              : Tally.lingers(done) || !asked.isPlain() ? MOST : usual(done);
      case Outcome.Failed _ -> isOld(done, memory) ? ONCE_MORE : MOST;
      case Outcome.Gone _, Outcome.WouldDelete _ -> LEAST;
    };
  }

  /// A whole takes as long as what is in it.
  private Duration usual(Done done) {
    return kindOf(done)
        .filter(kind -> !(kind instanceof Whole))
        .map(kind -> kind.traits().patience().usualWait().multipliedBy(TIMES_AS_LONG))
        .filter(usual -> usual.compareTo(MOST) < 0)
        .map(usual -> usual.compareTo(LEAST) < 0 ? LEAST : usual)
        .orElse(MOST);
  }

  private Optional<ResourceKind> kindOf(Done done) {
    return night.tools.catalog().ofType(done.judged().resource().type());
  }

  /// What is to be remembered of tonight's for the nights to come.
  List<Note> ofTonight(Memory memory) {
    return night.tally.all().stream()
        .map(done -> noted(done, memory.of(done.arn())))
        .filter(note -> !note.equals(memory.of(note.arn())))
        .toList();
  }

  private Note noted(Done done, Note note) {
    if (isUnfinished(done)) {
      return since(done, note).isPresent() ? note : note.deletingSince(night.book().startedAt());
    }
    // What waits for another one tonight may be half gone.
    return done.outcome().isPending() ? note : note.notDeleting();
  }

  private static boolean isUnfinished(Done done) {
    return !Tally.lingers(done)
        && switch (done.outcome()) {
          case Outcome.Requested asked -> asked.isPending();
          case Outcome.Failed failed -> failed.isGivenUp();
          case Outcome.Gone _, Outcome.WouldDelete _, Outcome.Withheld _ -> false;
        };
  }

  private boolean isOld(Done done, Memory memory) {
    return isUnfinished(done) && oldSince(done, memory).isPresent();
  }

  private Optional<Instant> oldSince(Done done, Memory memory) {
    return since(done, memory.of(done.arn()))
        .filter(at -> !at.plus(LONG_AGO).isAfter(night.book().startedAt()));
  }

  /// Another one of its name may have been asked to go before.
  private static Optional<Instant> since(Done done, Note note) {
    var madeAt = resource(done).createdAt();
    return note.deletingSince().filter(at -> madeAt.filter(at::isBefore).isEmpty());
  }

  private static Resource resource(Done done) {
    return done.judged().resource();
  }

  /// With what a person is told who would read that AWS is at it every night.
  Outcome told(Done done, Memory memory) {
    if (!(done.outcome() instanceof Outcome.Requested asked) || !isUnfinished(done)) {
      return done.outcome();
    }
    return oldSince(done, memory)
        .<Outcome>map(
            at ->
                new Outcome.Failed(
                    "AWS has been deleting it since "
                        + DAY.format(at)
                        + " and is not done"
                        + (asked.isPlain() ? "" : ": " + asked.reason()),
                    REMEDY,
                    true))
        .orElse(asked);
  }
}
