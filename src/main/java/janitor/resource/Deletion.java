package janitor.resource;

import java.time.Duration;
import java.time.Instant;

/// What a kind's delete came to. That it was asked for proves nothing: the sweeper looks
/// afterwards.
public sealed interface Deletion {

  /// AWS took the request.
  record Asked() implements Deletion {}

  /// A pre-step is under way (a distribution is being disabled); ask again in a while.
  ///
  /// @param what for the report: "disabling it, which CloudFront takes a quarter of an hour for"
  record Preparing(String what, Duration askAgainIn) implements Deletion {}

  /// It takes AWS days that nobody has to wait for, and a later night asks again: a rule of the
  /// bucket's own empties it.
  ///
  /// @param what for the report, with the day on which it should be done
  record Deferred(String what) implements Deletion {}

  /// AWS deletes it at a later time and cannot be asked to hurry: a KMS key.
  record Scheduled(Instant at, String what) implements Deletion {}

  /// Something protects it that the settings do not allow to lift.
  ///
  /// @param remedy what a person can do about it
  record Refused(String why, String remedy) implements Deletion {}

  /// AWS tried and gave up; asking again would not help.
  ///
  /// @param remedy what a person can do about it
  record Stuck(String why, String remedy) implements Deletion {}

  Deletion ASKED = new Asked();

  /// AWS is at something else with it, and takes no deletion before that is over.
  ///
  /// @param service as people call it: "Kinesis"
  /// @param status its word for what it is at: "UPDATING"
  static Deletion atWork(String service, String status, Duration askAgainIn) {
    return new Preparing(service + " is at work on it: " + status, askAgainIn);
  }
}
