package janitor.report;

import java.util.Optional;

/// A night in a few words, as each sort of subscriber reads it.
///
/// @param subject one short line of ASCII
/// @param text for mail, and whoever else reads text
/// @param sms one line
/// @param chat a custom notification of Amazon Q Developer in chat applications; empty where none
///   is wanted
public record Bulletin(String subject, String text, String sms, Optional<String> chat) {}
