package janitor.page;

import java.time.Instant;

/// What the ledger knows of a link: not its token.
///
/// @param hash SHA-256 of the token, in hexadecimal digits
/// @param recipient whom it was mailed to, and whose decisions it makes
/// @param announcement the id of the list that it opens
/// @param expires when it leads nowhere any more
public record Invitation(String hash, String recipient, String announcement, Instant expires) {}
