package janitor.laptop;

import janitor.aws.AwsTagIndex;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.HomeAccount;
import janitor.resource.Time;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.tag.Candidate;
import janitor.tag.Listing;
import janitor.tag.Provenance;
import janitor.tag.Selector;
import janitor.tag.Selector.Selection;
import janitor.tag.TagCall;
import janitor.tag.TagPlan;
import janitor.tag.TagPlan.Entry;
import janitor.tag.Tagger;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `./janitor tag` and `./janitor untag`: says of an untagged workshop what is the workshop's.
/// Never deletes.
final class TagRun {
  private static final int MOST_STRANGERS = 50;

  private final Session session;
  private final TagCall call;
  private final PrintStream out;
  private final PrintStream err;

  TagRun(Session session, TagCall call) {
    this.session = session;
    this.call = call;
    this.out = session.out();
    this.err = session.err();
  }

  /// Runs it.
  ///
  /// @param environment with the flags that win over it
  /// @return 0: done; 1: something failed or could not be looked at
  /// @throws Refusal if a setting or the credentials are wrong; nothing was tagged
  /// @throws TagPlan.Unusable if the plan is wrong; nothing was tagged
  int run(Map<String, String> environment, Profiles profiles) throws IOException, TagPlan.Unusable {
    var settings = Settings.of(environment);
    call.save().ifPresent(path -> new OutputFile("the plan", path).checkNew());
    var clients = session.clients().orElseGet(profiles::clients);
    var identity = Identity.of(clients, settings.regions().getFirst(), profiles);
    try (var aws = clients.apply(new Calls())) {
      var work = new Work(call, settings, aws, identity, environment);
      return call.isUntag() ? work.untag() : work.tag();
    }
  }

  private final class Work {
    private final TagCall call;
    private final Settings settings;
    private final HomeAccount home;
    private final Catalog catalog;
    private final Selector selector;
    private final Tagger tagger;
    private final TrailRun trail;

    Work(
        TagCall call,
        Settings settings,
        Clients aws,
        Identity identity,
        Map<String, String> environment) {
      this.call = call;
      this.settings = settings;
      this.home = identity.home();
      this.catalog =
          new Catalog(Kinds.all(aws, Options.looking(home.account(), settings.stackRegions())));
      var faults = new Faults();
      this.selector = new Selector(catalog, new AwsTagIndex(aws), faults, home);
      this.tagger = new Tagger(aws, faults, Time.system());
      this.trail = new TrailRun(session, identity, aws, catalog.kinds(), environment);
    }

    int tag() throws IOException, TagPlan.Unusable {
      var made = call.made().by().flatMap(who -> trail.made(who, call, regions()));
      var isUnchecked = call.made().by().isPresent() && made.isEmpty();
      if (isUnchecked && call.isConfirmed()) {
        throw new Refusal(
            "nobody checked who made these, so --yes tags nothing: run it again when the trail can"
                + " be read, or leave --yes out and look at each");
      }
      var selection = call.from().isPresent() ? planned() : looked(made);
      new Listing(selection.candidates(), session.terminal().columnsOfOut())
          .lines()
          .forEach(session::show);
      Listing.strangers(selection.strangers(), MOST_STRANGERS).forEach(session::show);
      var isWhole = isWhole(selection) && !isUnchecked && isAllChosen(selection);
      var plan =
          new TagPlan(
              settings.tagKey(),
              settings.workshop(),
              home.account(),
              selection.candidates().stream()
                  .filter(Candidate::isChosen)
                  .map(Candidate::resource)
                  .map(Entry::of)
                  .toList());
      if (plan.resources().isEmpty()) {
        out.println("There is nothing to tag.");
        return isWhole ? Exit.OK : Exit.FAILED;
      }
      if (call.save().isPresent()) {
        plan.save(call.save().get());
        out.println("The plan is saved to " + call.save().get() + ".");
      }
      if (!isConfirmed(
          "Tag these "
              + plan.resources().size()
              + (isUnchecked ? " (nobody checked who made these)" : "")
              + " with "
              + tagText())) {
        out.println("Nothing was tagged.");
        return Exit.OK;
      }
      var chosen = call.isConfirmed() ? plan.resources() : stillChosen(plan);
      var failed = tagger.tag(chosen, settings.tagKey(), settings.workshop());
      return told(chosen, failed, "tagged", isWhole && chosen.size() == plan.resources().size());
    }

    /// People take their time over a list, and AWS writes over a tag without a word: what somebody
    /// has given another owner meanwhile, keeps, or has made anew is left out.
    private List<Entry> stillChosen(TagPlan plan) {
      var now = selector.review(plan);
      isWhole(now);
      now.candidates()
          .forEach(
              candidate ->
                  candidate
                      .objection()
                      .ifPresent(
                          why ->
                              err.println(
                                  line(Entry.of(candidate.resource()))
                                      + ": it changed while you looked: "
                                      + Listing.clean(why))));
      return now.candidates().stream()
          .filter(Candidate::isChosen)
          .map(Candidate::resource)
          .map(Entry::of)
          .toList();
    }

    int untag() throws IOException, TagPlan.Unusable {
      var selection = planned();
      var ours =
          selection.candidates().stream()
              .map(Candidate::resource)
              .filter(resource -> resource.tags().match(settings.tagKey(), settings.workshop()))
              .map(Entry::of)
              .toList();
      ours.forEach(entry -> out.println("- " + line(entry)));
      selection.candidates().stream()
          .map(Candidate::resource)
          .filter(resource -> !resource.tags().match(settings.tagKey(), settings.workshop()))
          .map(Entry::of)
          .forEach(entry -> out.println("  " + line(entry) + ": it does not carry the tag"));
      var isWhole = isWhole(selection);
      if (ours.isEmpty()) {
        out.println("There is nothing to take back.");
        return isWhole ? Exit.OK : Exit.FAILED;
      }
      if (!isConfirmed("Take " + tagText() + " off these " + ours.size())) {
        out.println("Nothing was changed.");
        return Exit.OK;
      }
      return told(ours, tagger.untag(ours, settings.tagKey()), "untagged", isWhole);
    }

    private List<String> regions() {
      return call.regions().isEmpty() ? settings.regions() : call.regions();
    }

    private Selection looked(Optional<Provenance> made) {
      return selector.select(
          new Selector.Wish(
              settings.tagKey(),
              settings.workshop(),
              call.names(),
              call.types(),
              regions(),
              new Selector.Wish.Making(call.made().since(), made)));
    }

    private Selection planned() throws TagPlan.Unusable {
      var plan = TagPlan.read(call.from().orElseThrow());
      return selector.review(plan.checked(settings.tagKey(), settings.workshop(), home, catalog));
    }

    /// Says what is missing or could not be looked at.
    ///
    /// @return whether nothing is
    private boolean isWhole(Selection selection) {
      selection
          .missing()
          .forEach(
              entry -> err.println(line(entry) + ": it is not there any more; the rest goes on"));
      selection
          .unread()
          .forEach(
              unread ->
                  err.println(
                      Listing.clean("could not look at " + unread.text() + ": " + unread.error())));
      return selection.missing().isEmpty() && selection.unread().isEmpty();
    }

    /// What a plan names was chosen by a person once: what is not tagged of it has failed, unless
    /// it carries the tag already.
    private boolean isAllChosen(Selection selection) {
      var leftOut =
          selection.candidates().stream()
              .filter(candidate -> call.from().isPresent() && !candidate.isChosen())
              .map(Candidate::resource)
              .filter(resource -> !resource.tags().match(settings.tagKey(), settings.workshop()))
              .count();
      if (leftOut > 0) {
        err.println(leftOut + " of the plan is left out; why, stands beside it above.");
      }
      return leftOut == 0;
    }

    private int told(List<Entry> asked, Map<Arn, String> failed, String done, boolean isWhole) {
      failed.forEach(
          (arn, why) -> err.println(Listing.clean("not " + done + ": " + arn + ": " + why) + "."));
      out.println(asked.size() - failed.size() + " " + done + ", " + failed.size() + " failed.");
      return failed.isEmpty() && isWhole ? Exit.OK : Exit.FAILED;
    }

    private boolean isConfirmed(String question) throws IOException {
      if (call.isConfirmed()) {
        return true;
      }
      session.ask(question + " in account " + home.account() + "? [y/N] ", out);
      var answer = session.answer();
      if (answer.isEmpty()) {
        out.println();
        throw new Refusal("nobody answered, so nothing was changed: say --yes in a script");
      }
      return Set.of("y", "yes").contains(answer.get().toLowerCase(Locale.ROOT));
    }

    private String tagText() {
      return settings.tagKey() + "=" + settings.workshop();
    }
  }

  private static String line(Entry entry) {
    return Listing.clean(entry.type() + "  " + entry.name() + "  " + entry.arn());
  }
}
