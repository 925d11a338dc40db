package janitor.page;

import java.time.Instant;
import java.util.List;

/// What one night's mail announced.
///
/// @param id random, so that it names nothing
/// @param at when it was announced
/// @param expires when its links lead nowhere any more
/// @param entries what holds data first
public record Announced(
    String id, String workshop, String account, Instant at, Instant expires, List<Entry> entries) {}
