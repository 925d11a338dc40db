package janitor.soak;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.fake.Stopped;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.rehearsal.Successor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Lambda stops the function in mid-call, at every tenth call of the night that sweeps, with the
/// janitor's own clients, ledger and schedules.
@Tag("soak")
final class EmulatedCrashPointsSoakTest {
  private static final int EVERY = 10;
  private static final int LAST_NIGHT = 4;
  private static final String GROUP = "workshop-janitor";
  private final Instant announced = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /// What changes nothing of the workshop: the janitor's own ledger and schedules.
  private static final Pattern TOUCHES =
      Pattern.compile(
          "^(?!dynamodb:DeleteItem|scheduler:DeleteSchedule$)[a-z0-9-]+:(Delete|Remove|Detach).*");

  private static final Pattern DELETED =
      Pattern.compile("(?m)^\"deleted\",\"[^\"]*\",\"[^\"]*\",\"[^\"]*\",\"([^\"]*)\"");
  private static final Pattern NIGHT = Pattern.compile(", night (\\S+):");

  /// Between SES's yes and the ledger's note of it, one mail becomes two.
  private static final Set<String> DOUBLES = Set.of("SendEmail", "PutItem", "UpdateItem");

  private enum When {
    BEFORE,
    AFTER
  }

  private record Stop(int call, When when) {}

  @Test
  void whereverItIsStoppedLaterNightsComeToTheSameEnd(@TempDir Path folder) throws IOException {
    var began = System.nanoTime();
    var manifest = folder.resolve("manifest.json").toString();
    try (var account = Emulator.start();
        var checks = announced(account, manifest)) {
      var clean = new Life(account, checks, Optional.empty());
      clean.live();
      assertThat(clean.complaints).isEmpty();
      assertThat(clean.told).hasSizeGreaterThan(40);

      var complaints = new ConcurrentSkipListSet<String>();
      var lives = new AtomicInteger();
      var delayed = new AtomicInteger();
      var stops =
          Stream.of(When.values())
              .flatMap(
                  when ->
                      IntStream.iterate(
                              EVERY, call -> call <= clean.callsOfSweep, call -> call + EVERY)
                          .mapToObj(call -> new Stop(call, when)))
              .toList();
      AtOnce.each(
          stops,
          stop -> {
            var life = new Life(account, checks, Optional.of(stop));
            life.live();
            life.compareWith(clean);
            var at = "stopped " + stop + " at " + life.stopper.at + ": ";
            life.complaints.forEach(complaint -> complaints.add(at + complaint));
            lives.incrementAndGet();
            if (life.lastDeletionIn > clean.lastDeletionIn) {
              delayed.incrementAndGet();
            }
          });
      assertThat(complaints).isEmpty();
      Figures.say(
          "crash points, emulator",
          ("a sweep of %d calls, every %dth stopped before it was sent and after it took effect: %d"
               + " lives, the same end every time, %d of them a night or more later; 0 bystanders"
               + " lost, 0 falsely gone, no night without its mail; %s")
              .formatted(
                  clean.callsOfSweep,
                  EVERY,
                  lives.get(),
                  delayed.get(),
                  Figures.secondsSince(began)));
    }
  }

  /// What all lives have in common: a night that dates what has no age, and one that announces.
  ///
  /// @return who looks at the accounts of the lives in the end
  private Emulator.Dialogue announced(Emulator account, String manifest) {
    var seeding =
        account.begin(
            "workshop.py",
            "seed",
            "--young-when-asked",
            "--workshop",
            Rehearsal.WORKSHOP,
            "--region",
            Emulator.REGION,
            "--kinds",
            "first",
            "--classes",
            "due,bystanders",
            "--manifest",
            manifest);
    Rehearsal.makeLedger(account);
    try (var aws = clients(account)) {
      aws.scheduler(Emulator.REGION).createScheduleGroup(group -> group.name(GROUP));
    }
    var unstopped = new Stopper(Optional.empty());
    invoked(account, new FastTime(announced.minus(Duration.ofDays(8))), unstopped, event(0));
    seeding.goOn();
    var night = invoked(account, new FastTime(announced), unstopped, event(1));
    assertThat(night.field("mode")).isEqualTo("announce");
    account.control("DELETE", "mails", Map.of());
    return Emulator.talk("workshop.py", "check", "--manifest", manifest);
  }

  private static Clients clients(Emulator emulator) {
    return new Clients(new Calls(), builder -> Night.at(emulator, builder));
  }

  private static String event(int night) {
    return "{\"source\":\"aws.scheduler\",\"id\":\"night-" + night + "\",\"detail\":{}}";
  }

  private static Night invoked(Emulator emulator, FastTime time, Stopper stopper, String event) {
    var environment = new HashMap<>(Rehearsal.environment(emulator));
    environment.put("JANITOR_SCHEDULE_GROUP", GROUP);
    environment.put(
        "JANITOR_INVOKER_ROLE_ARN", "arn:aws:iam::" + Emulator.ACCOUNT + ":role/invoker");
    return Night.of(
        environment,
        time,
        _ -> {},
        event,
        Night.REHEARSAL,
        builder -> {
          Night.at(emulator, builder);
          stopper.intercept(builder);
        });
  }

  /// Counts what is sent, and lets the process die at one of its calls: nothing is sent any more.
  private static final class Stopper implements ExecutionInterceptor {
    private static final ExecutionAttribute<Integer> CALL = new ExecutionAttribute<>("call");

    private final Optional<Stop> stop;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean isDead;
    private volatile String at = "";

    Stopper(Optional<Stop> stop) {
      this.stop = stop;
    }

    void intercept(AwsClientBuilder<?, ?> builder) {
      builder.overrideConfiguration(
          builder.overrideConfiguration().toBuilder().addExecutionInterceptor(this).build());
    }

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      if (isDead) {
        throw new Stopped(calls.get());
      }
      attributes.putAttribute(CALL, calls.incrementAndGet());
      dieAt(When.BEFORE, attributes);
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      dieAt(When.AFTER, attributes);
      if (isDead) {
        throw new Stopped(calls.get());
      }
    }

    private void dieAt(When when, ExecutionAttributes attributes) {
      var call = attributes.getAttribute(CALL);
      if (stop.filter(point -> point.call() == call && point.when() == when).isPresent()) {
        at = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        isDead = true;
        throw new Stopped(call);
      }
    }

    void liveOn() {
      isDead = false;
    }
  }

  /// A janitor from the night that sweeps on, in a copy of the account, stopped once.
  private final class Life {
    private final Emulator account;
    private final Emulator.Dialogue checks;
    private final Stopper stopper;
    private final FastTime time = new FastTime(announced);
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> gone = new HashSet<>();
    private final Set<String> told = new TreeSet<>();
    private boolean wasStopped;
    private int callsOfSweep;
    private int lastDeletionIn;

    Life(Emulator account, Emulator.Dialogue checks, Optional<Stop> stop) {
      this.account = account;
      this.checks = checks;
      this.stopper = new Stopper(stop);
    }

    void live() {
      Emulator copied;
      synchronized (account) {
        copied = account.copy();
      }
      try (var copy = copied;
          var aws = clients(copy)) {
        for (int night = 2; night <= LAST_NIGHT; night++) {
          time.jumpTo(announced.plus(Duration.ofDays(night - 1)));
          night(copy, aws, night);
          if (night == 2) {
            callsOfSweep = stopper.calls.get();
          }
        }
        mails(copy);
        check(copy);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    private void night(Emulator copy, Clients aws, int night) {
      round(copy, aws, night, event(night));
      for (int round = 0; round < 100; round++) {
        var next = Successor.in(aws, GROUP);
        if (next.isEmpty()) {
          return;
        }
        round(copy, aws, night, next.get().fire(time));
      }
      complaints.add("rounds without an end");
    }

    private void round(Emulator copy, Clients aws, int night, String event) {
      copy.control("DELETE", "calls", Map.of());
      var before = gone.size();
      try {
        look(invoked(copy, time, stopper, event));
      } catch (Stopped stopped) {
        wasStopped = true;
        stopper.liveOn();
        if (hasTouched(copy) && Successor.in(aws, GROUP).isEmpty() && !isOver(copy, night)) {
          complaints.add("a round without a successor");
        }
      }
      if (gone.size() > before) {
        lastDeletionIn = night;
      }
    }

    private static boolean hasTouched(Emulator copy) {
      return copy.control("GET", "calls", Map.of()) instanceof Map<?, ?> log
          && log.get("counts") instanceof Map<?, ?> counts
          && counts.keySet().stream()
              .anyMatch(one -> TOUCHES.matcher(String.valueOf(one)).matches());
    }

    private static boolean isOver(Emulator copy, int night) {
      return texts(copy).anyMatch(text -> text.contains(", night night-" + night + ":"));
    }

    private void look(Night night) {
      for (var row : night.resources().toList()) {
        var arn = String.valueOf(row.get("arn"));
        if ("Gone".equals(row.get("outcome"))) {
          gone.add(arn);
        } else if (gone.contains(arn)) {
          complaints.add("was said to be gone: " + row);
        }
      }
    }

    private static Stream<Map<?, ?>> mailsOf(Emulator copy) {
      return ((List<?>) copy.control("GET", "mails", Map.of()))
          .stream().map(mail -> (Map<?, ?>) mail);
    }

    private static Stream<String> texts(Emulator copy) {
      return mailsOf(copy).map(mail -> String.valueOf(mail.get("text")));
    }

    private void mails(Emulator copy) {
      var perNight = new HashMap<String, Integer>();
      for (var text : texts(copy).toList()) {
        var night = NIGHT.matcher(text);
        assertThat(night.find()).as(text).isTrue();
        perNight.merge(night.group(1), 1, Integer::sum);
      }
      if (!DOUBLES.contains(stopper.at)) {
        perNight.forEach(
            (night, mails) -> {
              if (mails > 1) {
                complaints.add(mails + " mails of " + night);
              }
            });
      }
      told.addAll(
          mailsOf(copy)
              .flatMap(mail -> DELETED.matcher(String.valueOf(mail.get("attachments"))).results())
              .map(found -> found.group(1))
              .collect(toCollection(TreeSet::new)));
    }

    private void check(Emulator copy) throws IOException {
      var check = JSON.std.mapFrom(checks.answerTo(copy.endpoint().toString()));
      for (var what : List.of("lost", "stillThere")) {
        if (!List.of().equals(check.get(what))) {
          complaints.add(what + ": " + check.get(what));
        }
      }
    }

    void compareWith(Life clean) {
      if (!wasStopped) {
        complaints.add("was not stopped");
      }
      if (!told.equals(clean.told)) {
        var untold = new TreeSet<>(clean.told);
        untold.removeAll(told);
        var more = new TreeSet<>(told);
        more.removeAll(clean.told);
        complaints.add("no mail says that it is deleted: " + untold + "; more than usual: " + more);
      }
    }
  }
}
