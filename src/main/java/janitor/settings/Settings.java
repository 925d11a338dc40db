package janitor.settings;

import janitor.plan.FinalSnapshot;
import janitor.plan.LiftProtection;
import janitor.report.MailOn;
import janitor.resource.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The janitor's settings: environment variables, in Lambda filled from the template's parameters
/// of the same stem. All are checked together, before any call to AWS.
public record Settings(
    Mark mark, Places places, Terms terms, Mails mails, Limits limits, Deployment deployment) {

  /// What makes a thing the workshop's.
  ///
  /// @param workshop value of the workshop tag
  /// @param tagKey key of the workshop tag
  /// @param untaggedNamePrefix opts in to what cannot be tagged, by name; at least three characters
  public record Mark(String workshop, String tagKey, Optional<String> untaggedNamePrefix) {}

  /// Where to look, and for what.
  ///
  /// @param regions never empty
  /// @param stackRegions where there may be stacks that own something global; empty: wherever the
  ///   account has a region enabled
  /// @param reach what is looked for there
  public record Places(List<String> regions, List<String> stackRegions, Reach reach) {}

  /// When something goes.
  ///
  /// @param ttl time from a resource's creation until it is due
  /// @param announceFor time between the mail that names a resource and its deletion
  /// @param notice how far ahead the mail looks
  public record Terms(Duration ttl, Duration announceFor, Duration notice) {}

  /// Who is told, and how they answer.
  ///
  /// @param reportFrom sender of the mail; empty: no mail
  /// @param pageUrl address of the page where recipients decide; empty: there is none
  /// @param telling how else people and programs are told
  public record Mails(
      Optional<String> reportFrom,
      List<String> reportTo,
      MailOn mailOn,
      Optional<String> pageUrl,
      Telling telling) {}

  /// How people and programs are told, besides by mail from a sender of the account's own.
  ///
  /// @param topicArn a topic of SNS to tell; empty: none
  /// @param toChat whether its HTTPS subscribers get what Amazon Q Developer shows in chats
  /// @param publishEvents whether the default bus of EventBridge is told
  /// @param fromArn the sender's identity where it is another account's, which has to allow it
  /// @param mailRegion where SES is asked; empty: where the janitor is
  public record Telling(
      Optional<String> topicArn,
      boolean toChat,
      boolean publishEvents,
      Optional<String> fromArn,
      Optional<String> mailRegion,
      Owners owners) {

    public Optional<String> ownerTagKey() {
      return owners.tagKey();
    }

    public Set<String> ownerDomains() {
      return owners.domains();
    }
  }

  /// Whose things they are: each is told of theirs.
  ///
  /// @param tagKey key of the tag that names a thing's owner; empty: owners are not told
  /// @param domains domains of the owners' mail addresses, in lower case
  public record Owners(Optional<String> tagKey, Set<String> domains) {}

  /// How far a night may go.
  ///
  /// @param maxDeletions more than that due in one night, and nothing goes
  /// @param emptyLimit a bucket that holds more object versions and delete markers is left to a
  ///   lifecycle rule
  public record Limits(
      int maxDeletions,
      LiftProtection liftProtection,
      boolean bypassGovernance,
      int emptyLimit,
      Keeping keeping,
      boolean selfRemove) {}

  /// What stays of a database that goes.
  ///
  /// @param snapshotFor how long that stays
  public record Keeping(FinalSnapshot snapshot, Duration snapshotFor) {}

  /// What only the janitor's stack has; all of it is empty on a laptop.
  ///
  /// @param stackId ARN of the janitor's own stack
  /// @param ledgerTable name of the ledger's table; without one nothing is announced
  /// @param deleterRoleArn role that deletes the janitor's own stack
  /// @param scheduleGroup the janitor's own schedule group, for nights that outlast an invocation
  /// @param invokerRoleArn role with which those schedules invoke the function
  /// @param cadence how far apart its schedule has nights
  public record Deployment(
      Optional<String> stackId,
      Optional<String> ledgerTable,
      Optional<String> deleterRoleArn,
      Optional<String> scheduleGroup,
      Optional<String> invokerRoleArn,
      Cadence cadence) {}

  /// Reads the settings.
  ///
  /// @throws Refusal naming every setting that is wrong, and what to write instead
  public static Settings of(Map<String, String> environment) {
    return new SettingsReader(environment).read();
  }

  public boolean isOnLaptop() {
    return ledgerTable().isEmpty();
  }

  public String workshop() {
    return mark.workshop();
  }

  public String tagKey() {
    return mark.tagKey();
  }

  /// The workshop's tag, as `key=value`.
  public String tag() {
    return tagKey() + "=" + workshop();
  }

  public Optional<String> untaggedNamePrefix() {
    return mark.untaggedNamePrefix();
  }

  public List<String> regions() {
    return places.regions();
  }

  public List<String> stackRegions() {
    return places.stackRegions();
  }

  public Reach reach() {
    return places.reach();
  }

  public Duration ttl() {
    return terms.ttl();
  }

  public Duration announceFor() {
    return terms.announceFor();
  }

  public Duration notice() {
    return terms.notice();
  }

  public Optional<String> reportFrom() {
    return mails.reportFrom();
  }

  public List<String> reportTo() {
    return mails.reportTo();
  }

  public MailOn mailOn() {
    return mails.mailOn();
  }

  public Optional<String> pageUrl() {
    return mails.pageUrl();
  }

  public Telling telling() {
    return mails.telling();
  }

  public int maxDeletions() {
    return limits.maxDeletions();
  }

  public LiftProtection liftProtection() {
    return limits.liftProtection();
  }

  public boolean bypassGovernance() {
    return limits.bypassGovernance();
  }

  public int emptyLimit() {
    return limits.emptyLimit();
  }

  public Keeping keeping() {
    return limits.keeping();
  }

  public boolean selfRemove() {
    return limits.selfRemove();
  }

  public Optional<String> stackId() {
    return deployment.stackId();
  }

  public Optional<String> ledgerTable() {
    return deployment.ledgerTable();
  }

  public Optional<String> deleterRoleArn() {
    return deployment.deleterRoleArn();
  }

  public Optional<String> scheduleGroup() {
    return deployment.scheduleGroup();
  }

  public Optional<String> invokerRoleArn() {
    return deployment.invokerRoleArn();
  }

  public Cadence cadence() {
    return deployment.cadence();
  }

  /// Whether each of the setting's words is checked; for messages of the event as well.
  public static Function<String, String> quoting() {
    return SettingsReader::quoted;
  }
}
