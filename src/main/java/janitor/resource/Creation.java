package janitor.resource;

import java.util.ArrayList;
import java.util.List;

/// A call that makes a thing of a kind, as CloudTrail tells of it.
///
/// CloudTrail writes an operation's members with a small first letter, whatever the rest: `aRN`,
/// `uUID`.
///
/// @param source of the event, without `.amazonaws.com`: `dynamodb`
/// @param operation of the service's API
/// @param events what CloudTrail calls it: the operation, at Lambda with the version of its API
/// @param path to what names the thing: its ARN, its physical id as a stack lists it, or its name
/// @param isAlwaysNew whether it makes a new one or fails; else it may as well have found, or
///   changed, one that was there
public record Creation(
    String source, String operation, List<String> events, String path, boolean isAlwaysNew) {

  private static final String REQUEST = "requestParameters.";

  /// A call that answers with what names the thing.
  ///
  /// @param call `dynamodb:CreateTable`
  public static Creation answering(String call, String path) {
    return of(call, "responseElements." + path);
  }

  /// A call in which the caller names the thing.
  ///
  /// @param call `s3:CreateBucket`
  public static Creation asking(String call, String path) {
    return of(call, REQUEST + path);
  }

  private static Creation of(String call, String path) {
    var colon = call.indexOf(':');
    var operation = call.substring(colon + 1);
    return new Creation(call.substring(0, colon), operation, List.of(operation), path, true);
  }

  /// Whether it is the caller who names the thing.
  public boolean isAsked() {
    return path.startsWith(REQUEST);
  }

  /// CloudTrail writes the version of the API behind the operation, or once did.
  public Creation inVersion(String version) {
    var all = new ArrayList<>(events);
    all.add(operation + version);
    return new Creation(source, operation, List.copyOf(all), path, isAlwaysNew);
  }

  /// It succeeds, too, where the thing is there.
  public Creation orFinding() {
    return new Creation(source, operation, events, path, false);
  }
}
