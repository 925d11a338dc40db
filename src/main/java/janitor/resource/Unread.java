package janitor.resource;

/// Something that could not be looked at: nothing it might hold is deleted, and the report says so.
///
/// @param what kind and region in plain words
/// @param error what AWS said
public record Unread(String what, String error) {}
