package janitor.laptop;

import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.resource.ResourceKind;
import janitor.resource.Time;
import janitor.tag.Listing;
import janitor.tag.Person;
import janitor.tag.Provenance;
import janitor.tag.TagCall;
import janitor.tag.Trail;
import janitor.tag.TrailMemory;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/// Reads who made what, with a line that moves: at two calls a second it takes a while.
final class TrailRun {
  private final Session session;
  private final Identity identity;
  private final Clients aws;
  private final Collection<ResourceKind> kinds;
  private final Map<String, String> environment;

  TrailRun(
      Session session,
      Identity identity,
      Clients aws,
      Collection<ResourceKind> kinds,
      Map<String, String> environment) {
    this.session = session;
    this.identity = identity;
    this.aws = aws;
    this.kinds = kinds;
    this.environment = environment;
  }

  /// Nothing, after a line that says why, where the trail cannot be read: names go on working.
  Optional<Provenance> made(String who, TagCall call, List<String> regions) {
    var now = Time.system().instant();
    var since = call.made().since().orElseThrow();
    var earliest = now.minus(Trail.REACH);
    if (since.isBefore(earliest)) {
      session.tell(
          "The trail tells of 90 days: who made what before "
              + earliest.atZone(ZoneOffset.UTC).toLocalDate()
              + " it does not tell, and --name must find that.");
      since = earliest;
    }
    var person = Person.of(who, identity.caller());
    if (person.isRoot()) {
      session.tell(
          "Root is whoever has its password: what root made may be somebody else's. Look at each.");
    }
    var trail =
        new Trail(
            aws,
            identity.home().account(),
            kinds,
            call.types(),
            TrailMemory.of(environment, identity.home().account(), kinds),
            this::asked);
    try {
      return Optional.of(
          trail.made(
              person, regions, identity.home().globalRegion(), since, call.made().until(), now));
    } catch (SdkException refused) {
      end();
      session.tell(
          Listing.clean(
              "The trail cannot be read (it takes the right cloudtrail:LookupEvents), so"
                  + " nothing is found by who made it: "
                  + new Faults().classify(refused).message()));
      return Optional.empty();
    }
  }

  private synchronized void asked(int done, int of, int found) {
    var line = "Reading the trail: " + done + " of " + of + " kinds of calls, " + found + " found";
    if (session.terminal().isErr()) {
      // A line that wrapped could not be written over.
      var room = Math.min(line.length(), session.terminal().columns() - 1);
      session.err().print("\r" + line.substring(0, room) + (done == of ? "\n" : ""));
      session.err().flush();
    } else if (done == 0 || done == of) {
      session.err().println(line);
    }
  }

  private void end() {
    if (session.terminal().isErr()) {
      session.err().println();
    }
  }
}
