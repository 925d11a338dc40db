package janitor.ledger;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.plan.Judged;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An outcome as text, with as much of its resource as a report and a proof need.
final class OutcomeText {
  private OutcomeText() {}

  static String write(Done done) {
    var resource = done.judged().resource();
    var verdict = done.judged().verdict();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("type", resource.type());
    fields.put("arn", resource.arn().toString());
    fields.put("name", resource.name());
    fields.put("region", resource.region());
    resource.createdAt().ifPresent(at -> fields.put("createdAt", at.toString()));
    resource.parent().ifPresent(parent -> fields.put("parent", parent.toString()));
    fields.put("facts", resource.facts());
    fields.put("verdict", verdict.word());
    fields.put("why", verdict.reason());
    if (verdict instanceof Verdict.Owned owned) {
      owned.whole().ifPresent(whole -> fields.put("whole", whole.toString()));
    }
    verdict.dueAt().ifPresent(at -> fields.put("dueAt", at.toString()));
    fields.put("outcome", done.outcome().word());
    fields.put("reason", done.outcome().reason());
    fields.put("pending", done.outcome().isPending());
    if (done.outcome() instanceof Outcome.Failed failed) {
      fields.put("remedy", failed.remedy());
      failed.missing().ifPresent(action -> fields.put("missing", action));
      failed.unknown().ifPresent(answer -> fields.put("unknown", write(answer)));
      if (failed.isGivenUp()) {
        fields.put("givenUp", true);
      }
    }
    fields.put("wave", done.wave());
    fields.put("millis", done.took().toMillis());
    try {
      return JSON.std.asString(fields);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static Map<String, Object> write(Fault.Answer answer) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("service", answer.service());
    fields.put("operation", answer.operation());
    fields.put("code", answer.code());
    fields.put("status", answer.status());
    fields.put("message", answer.message());
    return fields;
  }

  private static Optional<Fault.Answer> answer(@Nullable Object field) {
    if (!(field instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    var all = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> all.put(String.valueOf(key), value));
    var fields = new Fields(all);
    return Optional.of(
        new Fault.Answer(
            fields.text("service"),
            fields.text("operation"),
            fields.text("code"),
            fields.number("status"),
            fields.text("message")));
  }

  static Done read(String text) {
    try {
      var fields = new Fields(JSON.std.mapFrom(text));
      return new Done(
          new Judged(resource(fields), verdict(fields)),
          outcome(fields),
          fields.number("wave"),
          Duration.ofMillis(fields.number("millis")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private record Fields(Map<String, Object> all) {
    String text(String name) {
      return optional(name).orElse("");
    }

    Optional<String> optional(String name) {
      return Optional.ofNullable(all.get(name)).map(Object::toString);
    }

    Optional<Instant> instant(String name) {
      return optional(name).map(Instant::parse);
    }

    int number(String name) {
      return optional(name).map(Integer::parseInt).orElse(0);
    }

    boolean is(String name) {
      return optional(name).map(Boolean::parseBoolean).orElse(false);
    }
  }

  private static Resource resource(Fields fields) {
    var resource =
        Resource.of(fields.text("type"), Arn.of(fields.text("arn")), fields.text("region"))
            .name(fields.text("name"));
    fields.instant("createdAt").ifPresent(resource::createdAt);
    fields.optional("parent").map(Arn::of).ifPresent(resource::parent);
    if (fields.all().get("facts") instanceof Map<?, ?> facts) {
      facts.forEach((key, value) -> resource.fact(String.valueOf(key), String.valueOf(value)));
    }
    return resource.build();
  }

  private static Verdict verdict(Fields fields) {
    var why = fields.text("why");
    var dueAt = fields.instant("dueAt");
    return switch (fields.text("verdict")) {
      case "Expired" -> new Verdict.Expired(dueAt, why);
      case "TooYoung" -> new Verdict.TooYoung(dueAt, why);
      case "AgeUnknown" -> new Verdict.AgeUnknown(why);
      case "Unannounced" -> new Verdict.Unannounced(dueAt, why);
      case "Kept" -> new Verdict.Kept(why);
      case "Owned" -> new Verdict.Owned(fields.optional("whole").map(Arn::of), dueAt, why);
      case "Protected" -> new Verdict.Protected(dueAt, why);
      case "Untouchable" -> new Verdict.Untouchable(why);
      case String other -> throw new IllegalStateException("the ledger holds a verdict " + other);
    };
  }

  private static Outcome outcome(Fields fields) {
    var reason = fields.text("reason");
    return switch (fields.text("outcome")) {
      case "Gone" -> new Outcome.Gone(reason);
      case "Requested" -> new Outcome.Requested(reason, fields.is("pending"));
      case "WouldDelete" -> new Outcome.WouldDelete(reason);
      case "Withheld" -> new Outcome.Withheld(reason, fields.is("pending"));
      case "Failed" ->
          new Outcome.Failed(
              reason,
              fields.text("remedy"),
              fields.is("pending"),
              fields.optional("missing"),
              answer(fields.all().get("unknown")),
              fields.is("givenUp"));
      case String other -> throw new IllegalStateException("the ledger holds an outcome " + other);
    };
  }
}
