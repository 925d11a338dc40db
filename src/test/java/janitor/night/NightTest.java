package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.report.Report;
import janitor.resource.Memory;
import janitor.sweep.Outcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a night does with what is asked of it.
class NightTest {
  private static final String SWEEP_NOW = "{\"detail\":{\"ttl\":\"0\"}}";
  private static final String DRY_RUN = "{\"detail\":{\"dryRun\":true}}";

  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  /// The faults that were seen: CloudFormation's own tags decide nothing.
  @Nested
  class Wholes {
    @Test
    void aKeptMemberWithoutAStackIdKeepsItsStack() {
      var stack = account.due(account.stack, "lab");
      account.due(account.store, "table").in(stack).tag(Rules.KEEP_TAG, "");
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("lab", "table");
    }

    @Test
    void aKeptStackKeepsItsTaggedRole() {
      var stack = account.due(account.stack, "lab").tag(Rules.KEEP_TAG, "");
      account.due(account.role, "role").in(stack);
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("lab", "role");
    }

    @Test
    void aStrangersStackKeepsItsTaggedRoleAndQueue() {
      var stack = account.untagged(account.stack, "theirs");
      account.due(account.role, "role").in(stack);
      account.due(account.store, "queue").in(stack);
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("queue", "role", "theirs");
    }

    @Test
    void whatOnlyAnOldTagCallsAMemberIsNeitherEmptiedNorTold() {
      var stack = account.due(account.stack, "lab");
      account.untagged(account.vault, "bucket").marked(stack).full();
      var report = nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.releases()).isEmpty();
      assertThat(account.leftNames()).containsExactly("bucket");
      assertThat(report.rows()).noneMatch(row -> row.resource().name().equals("bucket"));
    }
  }

  @Nested
  class EndOfTheWorkshop {
    @Test
    void goesWithoutAnnouncing() {
      due("thing");
      due("undated").ofUnknownAge();
      due("young").bornAt(nights.time.instant());
      nights.begin(SWEEP_NOW);
      assertThat(account.left()).isEmpty();
    }

    @Test
    void keepAndExpiresAtHold() {
      due("kept").tag(Rules.KEEP_TAG, "");
      due("dated").tag(Rules.EXPIRES_AT_TAG, "2027-12-24");
      nights.begin(SWEEP_NOW);
      assertThat(account.leftNames()).containsExactly("dated", "kept");
    }

    @Test
    void anotherTtlByHandIsAnnouncedFirst() {
      due("thing");
      nights.begin("{\"detail\":{\"ttl\":\"1d\"}}");
      assertThat(account.left()).hasSize(1);
    }
  }

  @Nested
  class DryRun {
    @Test
    void recordsNothingMailsNothingTouchesNothing() {
      due("thing");
      due("undated").ofUnknownAge();
      var report = nights.begin(DRY_RUN);
      assertThat(report.course().mode()).isEqualTo(Report.Mode.DRY_RUN);
      assertThat(nights.ledger.recall()).isEqualTo(Memory.BLANK);
      assertThat(nights.ledger.night()).isEmpty();
      assertThat(nights.post.sent()).isEmpty();
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void ofALaterDayShowsWhatWillBeDueThen() {
      due("thing").bornAt(nights.time.instant());
      nights.onALaptop();
      assertThat(nights.begin(DRY_RUN).count(Outcome.WouldDelete.class)).isZero();
      var report = nights.begin("{\"detail\":{\"dryRun\":true,\"asOf\":\"2027-01-01T00:00:00Z\"}}");
      assertThat(report.count(Outcome.WouldDelete.class)).isEqualTo(1);
    }

    @Test
    void anEndOfTheWorkshopInADryRunTouchesNothing() {
      due("thing");
      var report = nights.begin("{\"detail\":{\"dryRun\":true,\"ttl\":\"0\"}}");
      assertThat(report.count(Outcome.WouldDelete.class)).isEqualTo(1);
      assertThat(account.deletions()).isEmpty();
    }
  }
}
