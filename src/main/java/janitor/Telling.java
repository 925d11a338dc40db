package janitor;

import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.ledger.KeptList;
import janitor.ledger.Ledger;
import janitor.page.Decisions;
import janitor.report.BulletinWriter;
import janitor.report.DefaultBus;
import janitor.report.EventNotifier;
import janitor.report.EventWriter;
import janitor.report.Invitations;
import janitor.report.ListKeeper;
import janitor.report.Mailer;
import janitor.report.Notifier;
import janitor.report.Notifiers;
import janitor.report.Owners;
import janitor.report.ReportWriter;
import janitor.report.SesMailTransport;
import janitor.report.SnsTopic;
import janitor.report.Stakes;
import janitor.report.TopicNotifier;
import janitor.resource.Arn;
import janitor.resource.ResourceKind;
import janitor.resource.Time;
import janitor.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds what tells people and programs of a night, as the settings want it.
record Telling(Settings settings, Clients aws, String region, String account, Time time) {
  private static final Faults FAULTS = new Faults();

  /// What tells most comes last: it can say what did not work with the others.
  Notifier notifier(List<ResourceKind> kinds, Ledger ledger, Optional<Decisions> decisions) {
    var stakes = Stakes.of(kinds, settings.liftProtection());
    var writer = new ReportWriter(stakes);
    var all = new ArrayList<Notifier>();
    if (!settings.isOnLaptop()) {
      all.add(
          new ListKeeper(
              (night, at, list) ->
                  ledger.keep(new KeptList(night, at, list.name(), list.content())),
              writer,
              FAULTS));
      if (settings.telling().publishEvents()) {
        all.add(
            new EventNotifier(
                new DefaultBus(aws, region),
                new EventWriter(stakes, settings.stackId().map(Arn::of)),
                FAULTS));
      }
    }
    settings.telling().topicArn().ifPresent(arn -> all.add(topic(Arn.of(arn), writer)));
    if (settings.reportFrom().isPresent() || settings.telling().topicArn().isEmpty()) {
      all.add(mailer(writer, stakes, decisions));
    }
    return new Notifiers(all);
  }

  private Notifier topic(Arn arn, ReportWriter writer) {
    return new TopicNotifier(
        new SnsTopic(aws, arn),
        new BulletinWriter(
            writer,
            settings.ledgerTable().map(table -> new BulletinWriter.ListPlace(table, region)),
            settings.telling().toChat() ? BulletinWriter.Form.CHAT : BulletinWriter.Form.TEXT),
        FAULTS,
        settings.mailOn(),
        account,
        time);
  }

  private Notifier mailer(ReportWriter writer, Stakes stakes, Optional<Decisions> decisions) {
    return new Mailer(
        new SesMailTransport(
            aws, settings.telling().mailRegion().orElse(region), settings.telling().fromArn()),
        FAULTS,
        writer,
        new Mailer.Terms(settings.reportFrom(), settings.reportTo(), settings.mailOn(), owners()),
        time,
        settings
            .pageUrl()
            .flatMap(
                url ->
                    decisions.map(
                        all ->
                            new Invitations(all, url, stakes, settings.cadence().longestGap()))));
  }

  private Optional<Owners> owners() {
    return settings
        .telling()
        .ownerTagKey()
        .map(key -> new Owners(key, settings.telling().ownerDomains()));
  }
}
