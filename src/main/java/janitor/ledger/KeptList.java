package janitor.ledger;

import java.time.Instant;

/// The whole list of the night that was told last.
///
/// @param night its id
/// @param at when it was over
/// @param name what a file of it is called
/// @param csv the list, of lines that end in CR and LF
public record KeptList(String night, Instant at, String name, String csv) {}
