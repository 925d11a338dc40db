package janitor.resource;

import java.util.Optional;

/// Something that could not be looked at: nothing it might hold is deleted, and the report says so.
///
/// @param what kind and region in plain words
/// @param error what AWS said
/// @param isPassing whether another look in the same night may well succeed
/// @param missing the IAM action that the janitor's role lacks, where that is why
public record Unread(String what, String error, boolean isPassing, Optional<String> missing) {

  public static Unread of(String what, Fault fault) {
    return new Unread(what, fault.message(), fault.isPassing(), fault.action());
  }
}
