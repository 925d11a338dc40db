package janitor.sweep;

import janitor.resource.Resource;
import janitor.sweep.Outcome.Failed;
import janitor.sweep.Outcome.Requested;
import janitor.sweep.Sweep.Done;
import java.util.Optional;

/// What AWS said yes to, tried to delete, and could not: it is there, bills on, and its service
/// says so in its status. Who only asks again every night would tell for ever that AWS is still at
/// it.
///
/// Where the service has a word for just that (EKS: `DELETE_FAILED`), one look tells. Where its
/// word may be of the creation as well (MSK: `FAILED`, Batch: `INVALID`), it tells once AWS was
/// asked in an earlier round of the night, and came back to it.
final class GivenUp {
  static final String REMEDY =
      "AWS was asked once more, and is so every night. Put right what it names; where it names"
          + " nothing, delete it in its service's console, or ask AWS Support.";

  private GivenUp() {}

  /// What a round's outcome comes to.
  ///
  /// @param before what stands of it from earlier rounds of the night
  static Done of(Optional<Done> before, Done now) {
    if (!(now.outcome() instanceof Requested asked)) {
      return now;
    }
    var resource = now.judged().resource();
    var given = before.map(Done::outcome).flatMap(GivenUp::asGivenUp);
    if (resource.hasFailedToGo()
        || (resource.hasFailed()
            && (given.isPresent() || before.filter(GivenUp::wasAsked).isPresent()))) {
      return as(now, Failed.givenUp(why(resource), REMEDY, asked.isPending()));
    }
    // It tries once more. That it is still at it would be true, and said of it every night.
    return given
        .map(one -> as(now, Failed.givenUp(one.reason(), one.remedy(), asked.isPending())))
        .orElse(now);
  }

  /// Whether a person is told that AWS could not delete it.
  static boolean isGivenUp(Outcome outcome) {
    return asGivenUp(outcome).isPresent();
  }

  private static Optional<Failed> asGivenUp(Outcome outcome) {
    return outcome instanceof Failed failed && failed.isGivenUp()
        ? Optional.of(failed)
        : Optional.empty();
  }

  private static boolean wasAsked(Done before) {
    return before.outcome() instanceof Requested asked && asked.isPlain();
  }

  private static String why(Resource resource) {
    return "AWS tried to delete it and could not, it is "
        + resource.fact(Resource.STATUS)
        + Optional.ofNullable(resource.facts().get(Resource.WHY))
            .map(
                words ->
                    "; AWS says: " + words.replaceAll("\\s+", " ").strip().replaceFirst("\\.$", ""))
            .orElse(", and AWS does not say why");
  }

  private static Done as(Done done, Outcome outcome) {
    return new Done(done.judged(), outcome, done.wave(), done.took());
  }
}
