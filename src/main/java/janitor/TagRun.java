package janitor;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Home;
import janitor.resource.ResourceKind;
import janitor.scan.AwsTagIndex;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.tag.Candidate;
import janitor.tag.Listing;
import janitor.tag.Selector;
import janitor.tag.Selector.Selection;
import janitor.tag.TagCall;
import janitor.tag.TagPlan;
import janitor.tag.TagPlan.Entry;
import janitor.tag.Tagger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;

/// `./janitor tag` and `./janitor untag`: says of an untagged workshop what is the workshop's.
/// Never deletes.
public final class TagRun {
  private final Map<String, String> environment;
  private final Function<Calls, Clients> clients;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  /// Wires a run.
  ///
  /// @param in answers the question, unless `--yes` does
  /// @param out gets the table and what was done
  /// @param err gets what was refused or failed
  public TagRun(
      Map<String, String> environment,
      Function<Calls, Clients> clients,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    this.environment = environment;
    this.clients = clients;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) throws IOException {
    var run = new TagRun(System.getenv(), Clients::ambient, System.in, System.out, System.err);
    System.exit(run.run(args));
  }

  /// Runs `tag …` or `untag …`.
  ///
  /// @return 0: done; 1: something failed or could not be looked at; 2: the call, a setting or the
  ///   plan is wrong, nothing was tagged
  public int run(String... words) throws IOException {
    try {
      var call = TagCall.of(Kinds.types(), words);
      var settings = Settings.of(environment);
      try (var aws = clients.apply(new Calls())) {
        var work = new Work(call, settings, aws);
        return call.isUntag() ? work.untag() : work.tag();
      }
    } catch (Refusal refusal) {
      err.println(refusal.getMessage());
      return Exit.REFUSED;
    } catch (TagPlan.Unusable unusable) {
      err.println(Listing.clean(String.valueOf(unusable.getMessage())));
      return Exit.REFUSED;
    } catch (SdkException unreachable) {
      err.println("AWS could not be asked: " + unreachable.getMessage());
      return Exit.FAILED;
    }
  }

  private final class Work {
    private final TagCall call;
    private final Settings settings;
    private final Home home;
    private final List<ResourceKind> kinds;
    private final Selector selector;
    private final Tagger tagger;

    Work(TagCall call, Settings settings, Clients aws) {
      this.call = call;
      this.settings = settings;
      var region = settings.regions().getFirst();
      this.home = Wiring.home(aws, region);
      this.kinds = Kinds.all(aws, Options.looking(home.account()));
      var faults = new Faults();
      this.selector = new Selector(kinds, new AwsTagIndex(aws), faults, home);
      this.tagger = new Tagger(aws, faults);
    }

    int tag() throws IOException, TagPlan.Unusable {
      var selection = call.from().isPresent() ? planned() : named();
      new Listing(selection.candidates()).lines().forEach(out::println);
      var isWhole = isWhole(selection);
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
      if (call.plan().isPresent()) {
        plan.save(call.plan().get());
        out.println("The plan is saved to " + call.plan().get() + ".");
      }
      if (!isConfirmed("Tag these " + plan.resources().size() + " with " + tagText())) {
        out.println("Nothing was tagged.");
        return Exit.OK;
      }
      var failed = tagger.tag(plan.resources(), settings.tagKey(), settings.workshop());
      return told(plan.resources(), failed, "tagged", isWhole);
    }

    int untag() throws IOException, TagPlan.Unusable {
      var selection = planned();
      var ours =
          selection.candidates().stream()
              .map(Candidate::resource)
              .filter(one -> one.tags().match(settings.tagKey(), settings.workshop()))
              .map(Entry::of)
              .toList();
      ours.forEach(one -> out.println("- " + line(one)));
      selection.candidates().stream()
          .map(Candidate::resource)
          .filter(one -> !one.tags().match(settings.tagKey(), settings.workshop()))
          .map(Entry::of)
          .forEach(one -> out.println("  " + line(one) + ": it does not carry the tag"));
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

    private Selection named() {
      return selector.select(
          new Selector.Wish(
              settings.tagKey(),
              settings.workshop(),
              call.names(),
              call.types(),
              call.regions().isEmpty() ? settings.regions() : call.regions(),
              call.since()));
    }

    private Selection planned() throws TagPlan.Unusable {
      var plan = TagPlan.read(call.from().orElseThrow());
      return selector.review(plan.checked(settings.tagKey(), settings.workshop(), home, kinds));
    }

    /// Says what is missing or could not be looked at.
    ///
    /// @return whether nothing is
    private boolean isWhole(Selection selection) {
      selection
          .missing()
          .forEach(one -> err.println(line(one) + ": it is not there any more; the rest goes on"));
      selection
          .unread()
          .forEach(
              one ->
                  err.println(
                      Listing.clean("could not look at " + one.text() + ": " + one.error())));
      return selection.missing().isEmpty() && selection.unread().isEmpty();
    }

    private int told(List<Entry> asked, Map<Arn, String> failed, String done, boolean isWhole) {
      failed.forEach(
          (arn, why) ->
              err.println(
                  Listing.clean("not " + done + ": " + arn + ": " + why)
                      + ". Run it again if that passes; else get the permission to tag it, or do it"
                      + " in the console of its service."));
      out.println(asked.size() - failed.size() + " " + done + ", " + failed.size() + " failed.");
      return failed.isEmpty() && isWhole ? Exit.OK : Exit.FAILED;
    }

    private boolean isConfirmed(String question) throws IOException {
      if (call.isConfirmed()) {
        return true;
      }
      out.print(question + " in account " + home.account() + "? [y/N] ");
      out.flush();
      var answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      if (answer == null) {
        out.println();
        throw new Refusal("nobody answered, so nothing was changed: say --yes in a script");
      }
      return answer.strip().equals("y") || answer.strip().equals("yes");
    }

    private String tagText() {
      return settings.tagKey() + "=" + settings.workshop();
    }
  }

  private static String line(Entry entry) {
    return Listing.clean(entry.type() + "  " + entry.name() + "  " + entry.arn());
  }
}
