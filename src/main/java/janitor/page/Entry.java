package janitor.page;

import janitor.resource.Arn;
import java.time.Instant;
import java.util.Optional;

/// One resource that a mail announced, as the page shows it: all of it text, for the page asks AWS
/// nothing.
///
/// @param group the heading that it stands under
/// @param type for people
/// @param stack what it goes with; empty: by itself
/// @param goesAt the moment from which the next night takes it
/// @param holdsData whether what people put into it is lost with it
/// @param cost what a forgotten one costs
/// @param link its page in AWS's console; empty where there is none
/// @param command what keeps it for good, by a tag; empty where nothing can
public record Entry(
    Arn arn,
    String group,
    String type,
    String name,
    String region,
    Optional<Instant> createdAt,
    String stack,
    Instant goesAt,
    boolean holdsData,
    String cost,
    String link,
    String command) {}
