package janitor.laptop;

import janitor.kind.Kinds;
import janitor.laptop.NightRun.Order.From;
import janitor.settings.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `janitor sweep`.
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    sortOptions = false,
    description = {
      "Deletes what is due: looks, shows, asks for the account's number, deletes exactly what it"
          + " showed, and looks whether it is gone."
    })
final class SweepCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final NightFlags.Setting setting = new NightFlags.Setting();
  @Mixin private final NightFlags.Choice choice = new NightFlags.Choice();
  @Mixin private final NightFlags.Lift lift = new NightFlags.Lift();

  @Option(
      names = "--from",
      paramLabel = "FILE.json",
      description = "Deletes nothing but what dry-run --save wrote there, within a day.")
  private Optional<Path> from = Optional.empty();

  @Mixin private final NightFlags.Telling telling = new NightFlags.Telling();
  @Mixin private final NightFlags.Sure sure = new NightFlags.Sure();

  SweepCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (from.isPresent()
        && (!choice.isNone() || !setting.regions.isEmpty() || lift.liftProtection.isPresent())) {
      throw new Refusal(
          "--from takes exactly what the file holds: leave --ttl, --only, --region and"
              + " --lift-protection out");
    }
    var reviewed = from.map(file -> new From(file, Review.read(file)));
    var detail =
        reviewed.map(file -> detail(file.review())).orElseGet(() -> choice.detail(Kinds.types()));
    var profiles = Profiles.of(setting.profile, session.environment());
    var environment = new HashMap<>(setting.over(session.environment(), profiles));
    lift.over(environment);
    reviewed.ifPresent(file -> environment.putAll(settings(file.review(), environment)));
    return new NightRun(
            session,
            environment,
            profiles,
            new NightRun.Order(
                Events.choices(detail), telling, reviewed, Optional.empty(), sure.isSure))
        .run();
  }

  private static Map<String, Object> detail(Review review) {
    var detail = new LinkedHashMap<String, Object>();
    review.asked().ttl().ifPresent(ttl -> detail.put("ttl", ttl));
    if (!review.asked().only().isEmpty()) {
      detail.put("only", review.asked().only());
    }
    return detail;
  }

  /// The file says where and how it was looked; whose workshop it is, only where nothing else does.
  private static Map<String, String> settings(Review review, Map<String, String> environment) {
    var all = new HashMap<String, String>();
    all.put("JANITOR_REGIONS", String.join(",", review.asked().regions()));
    all.put("JANITOR_LIFT_PROTECTION", review.asked().liftProtection());
    if (environment.getOrDefault("JANITOR_WORKSHOP", "").isBlank()) {
      all.put("JANITOR_WORKSHOP", review.asked().workshop());
      if (environment.getOrDefault("JANITOR_TAG_KEY", "").isBlank()) {
        all.put("JANITOR_TAG_KEY", review.asked().tagKey());
      }
    }
    return all;
  }
}
