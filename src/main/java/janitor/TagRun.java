package janitor;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Home;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.scan.AwsTagIndex;
import janitor.tag.Candidate;
import janitor.tag.Pattern;
import janitor.tag.Selector;
import janitor.tag.TagPlan;
import janitor.tag.TagPlan.Entry;
import janitor.tag.Tagger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;

/// `./janitor tag` and `./janitor untag`: says of an untagged workshop what is the workshop's.
/// Never deletes.
public final class TagRun {
  private final Map<String, String> environment;
  private final Function<Calls, Clients> clients;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  TagRun(
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
  /// @return 0: done; 1: something failed; 2: the call was wrong, nothing was tagged
  int run(String[] args) throws IOException {
    try {
      var call = Call.of(args);
      var settings = Settings.of(environment);
      try (var aws = clients.apply(new Calls())) {
        var work = new Work(call, settings, aws);
        return call.untag() ? work.untag() : work.tag();
      }
    } catch (Refusal refusal) {
      err.println(refusal.getMessage());
      return LocalRun.REFUSED;
    } catch (TagPlan.Unusable unusable) {
      err.println(unusable.getMessage());
      return LocalRun.REFUSED;
    } catch (SdkException unreachable) {
      err.println("AWS could not be asked: " + unreachable.getMessage());
      return LocalRun.FAILED;
    }
  }

  /// The words of the call.
  private record Call(
      boolean untag,
      List<Pattern> names,
      Set<String> types,
      List<String> regions,
      Optional<Instant> since,
      boolean yes,
      Optional<Path> plan,
      Optional<Path> from) {

    static Call of(String[] args) {
      return new Words(args).call();
    }
  }

  private static final class Words {
    private final List<String> words;
    private final List<String> problems = new ArrayList<>();
    private final List<Pattern> names = new ArrayList<>();
    private final Set<String> types = new LinkedHashSet<>();
    private final List<String> regions = new ArrayList<>();
    private Optional<Instant> since = Optional.empty();
    private boolean yes;
    private Optional<Path> plan = Optional.empty();
    private Optional<Path> from = Optional.empty();

    Words(String[] args) {
      this.words = new ArrayList<>(Arrays.asList(args));
    }

    Call call() {
      var untag = !words.isEmpty() && words.removeFirst().equals("untag");
      while (!words.isEmpty()) {
        var word = words.removeFirst();
        switch (word) {
          case "--name" -> value(word).ifPresent(name -> names.add(new Pattern(name)));
          case "--type" -> value(word).ifPresent(types::add);
          case "--region" -> value(word).ifPresent(regions::add);
          case "--since" -> value(word).ifPresent(this::since);
          case "--plan" -> plan = value(word).map(Path::of);
          case "--from" -> from = value(word).map(Path::of);
          case "--yes" -> yes = true;
          default ->
              problems.add(
                  "unknown word "
                      + Settings.quoting().apply(word)
                      + ": it takes --name, --type, --region, --since, --plan, --from and --yes");
        }
      }
      names.forEach(name -> name.problem().ifPresent(problems::add));
      var known = Kinds.types();
      types.stream()
          .filter(type -> !known.contains(type))
          .forEach(
              type ->
                  problems.add(
                      "unknown type "
                          + Settings.quoting().apply(type)
                          + ": write types like AWS::DynamoDB::Table"));
      if (untag && (from.isEmpty() || !names.isEmpty())) {
        problems.add("untag takes back what a saved plan tagged: ./janitor untag --from PLAN.json");
      } else if (!untag && names.isEmpty() == from.isEmpty()) {
        problems.add(
            "say what to tag: --name 'student*' to look for names, or --from PLAN.json for a"
                + " reviewed plan");
      }
      if (from.isPresent() && (!types.isEmpty() || !regions.isEmpty() || since.isPresent())) {
        problems.add(
            "--from tags exactly what the plan holds: leave --type, --region and --since out");
      }
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return new Call(untag, names, types, regions, since, yes, plan, from);
    }

    private Optional<String> value(String word) {
      if (words.isEmpty() || words.getFirst().startsWith("--")) {
        problems.add(word + " needs a value");
        return Optional.empty();
      }
      return Optional.of(words.removeFirst());
    }

    private void since(String text) {
      try {
        since =
            Optional.of(
                text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeException malformed) {
        problems.add(
            "--since "
                + Settings.quoting().apply(text)
                + " is no date: write 2026-11-30 or 2026-11-30T08:00:00Z");
      }
    }
  }

  private final class Work {
    private final Call call;
    private final Settings settings;
    private final Home home;
    private final List<ResourceKind> kinds;
    private final AwsTagIndex index;
    private final Faults faults = new Faults();
    private final Tagger tagger;

    Work(Call call, Settings settings, Clients aws) {
      this.call = call;
      this.settings = settings;
      var region = settings.regions().getFirst();
      this.home = Home.of(Arn.of(aws.sts(region).getCallerIdentity().arn()));
      this.kinds = Kinds.all(aws, Options.looking(home.account()));
      this.index = new AwsTagIndex(aws);
      this.tagger = new Tagger(aws, faults);
    }

    int tag() throws IOException, TagPlan.Unusable {
      var chosen = call.from().isPresent() ? planned(call.from().get()) : selected();
      if (call.plan().isPresent() && call.from().isEmpty()) {
        chosen.plan().save(call.plan().get());
        out.println("Saved to " + call.plan().get() + ".");
      }
      if (chosen.plan().resources().isEmpty()) {
        out.println("There is nothing to tag.");
        return chosen.isClean() ? LocalRun.OK : LocalRun.FAILED;
      }
      if (!isConfirmed(
          "Tag these " + chosen.plan().resources().size() + " with " + tagText() + "?")) {
        out.println("Nothing was tagged.");
        return LocalRun.OK;
      }
      var failed = tagger.tag(chosen.plan().resources(), settings.tagKey(), settings.workshop());
      return told(chosen.plan(), failed, "tagged", chosen.isClean());
    }

    int untag() throws IOException, TagPlan.Unusable {
      var plan = checked(TagPlan.read(call.from().orElseThrow()));
      var now = tagsNow(plan.resources());
      var ours =
          plan.resources().stream()
              .filter(
                  one ->
                      Optional.ofNullable(now.get(one.arn()))
                          .filter(tags -> tags.match(plan.tagKey(), plan.workshop()))
                          .isPresent())
              .toList();
      plan.resources().stream()
          .filter(one -> !ours.contains(one))
          .forEach(one -> out.println("  " + line(one) + ": it does not carry the tag (any more)"));
      if (ours.isEmpty()) {
        out.println("There is nothing to take back.");
        return LocalRun.OK;
      }
      ours.forEach(one -> out.println("  " + line(one)));
      if (!isConfirmed("Take " + tagText() + " off these " + ours.size() + "?")) {
        out.println("Nothing was changed.");
        return LocalRun.OK;
      }
      return told(plan, tagger.untag(ours, plan.tagKey()), "untagged", true);
    }

    /// What will be tagged, and whether all could be looked at.
    private record Chosen(TagPlan plan, boolean isClean) {}

    private Chosen selected() {
      var regions = call.regions().isEmpty() ? settings.regions() : call.regions();
      var selection =
          new Selector(kinds, index, faults, home)
              .select(
                  new Selector.Wish(
                      settings.tagKey(),
                      settings.workshop(),
                      call.names(),
                      call.types(),
                      regions,
                      call.since()));
      selection.candidates().forEach(this::show);
      selection
          .unread()
          .forEach(one -> err.println("could not look at " + one.what() + ": " + one.error()));
      return new Chosen(
          plan(
              selection.candidates().stream()
                  .filter(Candidate::isChosen)
                  .map(Candidate::resource)
                  .map(one -> new Entry(one.arn(), one.type(), one.name(), one.region()))
                  .toList()),
          selection.unread().isEmpty());
    }

    private TagPlan plan(List<Entry> entries) {
      return new TagPlan(settings.tagKey(), settings.workshop(), home.account(), entries);
    }

    private void show(Candidate candidate) {
      var one = candidate.resource();
      out.println(
          (candidate.isChosen() ? "+ " : "  ")
              + clean(
                  String.join(
                      "  ",
                      one.type(),
                      one.name(),
                      one.region(),
                      one.createdAt().map(at -> "made " + at).orElse("age unknown"),
                      one.tags().all().isEmpty() ? "no tags" : one.tags().all().toString())));
      candidate
          .objection()
          .ifPresent(objection -> out.println("      not tagged: " + clean(objection)));
      candidate
          .children()
          .forEach(child -> out.println("      goes with it, untagged: " + clean(child)));
    }

    /// A reviewed plan, as far as it is still true.
    private Chosen planned(Path file) throws IOException, TagPlan.Unusable {
      var plan = checked(TagPlan.read(file));
      var isClean = true;
      var there = new ArrayList<Entry>();
      for (var entry : plan.resources()) {
        var kind =
            kinds.stream().filter(one -> one.type().equals(entry.type())).findFirst().orElseThrow();
        if (kind.read(home.place(entry.region()), Set.of(entry.arn())).isEmpty()) {
          err.println(clean(line(entry)) + ": it is not there any more; the others go on");
          isClean = false;
        } else {
          there.add(entry);
        }
      }
      var now = tagsNow(there);
      var open =
          there.stream()
              .filter(
                  one -> {
                    var tags = Optional.ofNullable(now.get(one.arn()));
                    var has = tags.flatMap(some -> some.value(settings.tagKey()));
                    has.ifPresent(
                        value ->
                            out.println(
                                "  "
                                    + clean(line(one))
                                    + ": it carries "
                                    + clean(value)
                                    + " already"));
                    return has.isEmpty();
                  })
              .toList();
      open.forEach(one -> out.println("+ " + clean(line(one))));
      return new Chosen(plan(open), isClean);
    }

    private TagPlan checked(TagPlan plan) throws TagPlan.Unusable {
      if (!plan.account().equals(home.account())) {
        throw new Refusal(
            "the plan is for account "
                + plan.account()
                + ", but these credentials are for "
                + home.account());
      }
      if (!plan.workshop().equals(settings.workshop())
          || !plan.tagKey().equals(settings.tagKey())) {
        throw new Refusal(
            "the plan is for "
                + plan.tagKey()
                + "="
                + plan.workshop()
                + ", but the settings say "
                + tagText());
      }
      for (var entry : plan.resources()) {
        var isKnown =
            kinds.stream()
                .anyMatch(kind -> kind.type().equals(entry.type()) && kind.claims(entry.arn()));
        if (!isKnown) {
          throw new Refusal(
              "the plan holds "
                  + Settings.quoting().apply(entry.arn().toString())
                  + ", which is no "
                  + Settings.quoting().apply(entry.type()));
        }
      }
      return plan;
    }

    private Map<Arn, Tags> tagsNow(List<Entry> entries) {
      var tags = new HashMap<Arn, Tags>();
      entries.stream()
          .collect(Collectors.groupingBy(Entry::region))
          .forEach(
              (region, some) ->
                  tags.putAll(index.tags(region, some.stream().map(Entry::arn).toList())));
      kinds.stream()
          .filter(kind -> !kind.isIndexed())
          .forEach(
              kind ->
                  entries.stream()
                      .filter(one -> kind.type().equals(one.type()))
                      .collect(Collectors.groupingBy(Entry::region))
                      .forEach(
                          (region, some) ->
                              kind.read(
                                      home.place(region),
                                      some.stream().map(Entry::arn).collect(Collectors.toSet()))
                                  .forEach(one -> tags.put(one.arn(), one.tags()))));
      return tags;
    }

    private int told(TagPlan plan, Map<Arn, String> failed, String done, boolean isClean) {
      failed.forEach(
          (arn, why) ->
              err.println(
                  "not "
                      + done
                      + ": "
                      + clean(arn.toString())
                      + ": "
                      + clean(why)
                      + ". Check the permission to tag it, or do it in the console of its"
                      + " service."));
      out.println(
          plan.resources().size() - failed.size() + " " + done + ", " + failed.size() + " failed.");
      return failed.isEmpty() && isClean ? LocalRun.OK : LocalRun.FAILED;
    }

    private boolean isConfirmed(String question) throws IOException {
      if (call.yes()) {
        return true;
      }
      out.print(question + " [y/N] ");
      out.flush();
      var answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null && (answer.strip().equals("y") || answer.strip().equals("yes"));
    }

    private String tagText() {
      return settings.tagKey() + "=" + settings.workshop();
    }
  }

  private static String line(Entry entry) {
    return entry.type() + "  " + entry.name() + "  " + entry.arn();
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
