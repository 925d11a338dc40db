package janitor.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

final class PlanPictureTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/report/plan.svg");

  private final Map<String, Plan.Step> steps = new LinkedHashMap<>();

  private static Verdict expired() {
    return new Verdict.Expired(Optional.empty(), "by its time to live it is due");
  }

  private static Resource resource(String type, String name) {
    var arn =
        new Arn(
            "aws",
            type.split("::", -1)[1].toLowerCase(java.util.Locale.ROOT),
            "eu-west-1",
            "1",
            name);
    return Resource.of(type, arn, "eu-west-1").name(name).build();
  }

  private String step(String type, String name, String... after) {
    var waitsFor =
        List.of(after).stream()
            .map(one -> Optional.ofNullable(steps.get(one)).orElseThrow().arn())
            .collect(Collectors.toSet());
    steps.put(
        name, new Plan.Step(new Judged(resource(type, name), expired()), waitsFor, List.of()));
    return name;
  }

  /// The student system with 50 resources.
  private Plan students() {
    var waves = new ArrayList<List<Plan.Step>>();
    var names = List.of("students", "courses", "grades", "teachers", "rooms", "exams");
    for (var name : names) {
      step("AWS::Events::Rule", "on-" + name);
      step("AWS::Lambda::EventSourceMapping", name + "-stream");
    }
    step("AWS::ApiGateway::RestApi", "student-portal");
    wave(waves);
    for (var name : names) {
      step("AWS::Lambda::Function", name + "-api", "student-portal", name + "-stream");
      step("AWS::Lambda::Function", name + "-worker", "on-" + name);
    }
    wave(waves);
    for (var name : names) {
      step("AWS::DynamoDB::Table", name, name + "-api", name + "-stream");
      step("AWS::IAM::Role", name + "-role", name + "-api", name + "-worker");
      step("AWS::Logs::LogGroup", "/aws/lambda/" + name + "-api", name + "-api");
    }
    step("AWS::Cognito::UserPool", "student-portal-users", "student-portal");
    step("AWS::S3::Bucket", "student-uploads-7f3a", "students-api");
    wave(waves);
    step("AWS::IAM::ManagedPolicy", "student-access", "students-role", "grades-role");
    wave(waves);
    var kept = resource("AWS::DynamoDB::Table", "class-of-2025");
    var shared = resource("AWS::IAM::ManagedPolicy", "shared-boundary");
    var hostile = resource("AWS::S3::Bucket", "<script>alert('1')</script>\u202e&\"");
    return new Plan(
        waves,
        List.of(
            new Plan.Withheld(
                new Judged(kept, new Verdict.Kept("it carries the tag janitor:keep")),
                "it carries the tag janitor:keep",
                Set.of()),
            new Plan.Withheld(
                new Judged(hostile, new Verdict.Untouchable("it carries workshop=other")),
                "it carries workshop=other",
                Set.of()),
            new Plan.Withheld(
                new Judged(shared, expired()),
                "it waits for DynamoDB Table class-of-2025, which stays",
                Set.of(kept.arn()))),
        Optional.empty());
  }

  private void wave(List<List<Plan.Step>> waves) {
    var before = waves.stream().mapToInt(List::size).sum();
    waves.add(steps.values().stream().skip(before).toList());
  }

  private String drawn() {
    var picture = new PlanPicture();
    var plan = students();
    picture.note(new Journal.Planned(plan));
    plan.steps()
        .forEach(
            step ->
                picture.note(
                    new Journal.Ended(
                        new Sweep.Done(
                            step.judged(),
                            switch (step.resource().name()) {
                              case "exams" ->
                                  new Outcome.Failed("a protection forbids it", "Lift it.", false);
                              case "student-portal-users" ->
                                  new Outcome.Requested("AWS is still deleting it");
                              case "student-access" ->
                                  new Outcome.Withheld("its turn had not come");
                              default -> new Outcome.Gone("");
                            },
                            1,
                            Duration.ZERO))));
    return picture.svg().orElseThrow();
  }

  @Test
  void pictureIsAsItWas() throws IOException {
    var svg = drawn();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, svg, UTF_8);
    }
    assertThat(svg).isEqualTo(Files.readString(GOLDEN, UTF_8));
  }

  @Test
  void pictureIsWellFormedAndInert() {
    var parser = Parser.xmlParser().setTrackErrors(10);
    var svg = Jsoup.parse(drawn(), "", parser);
    assertThat(parser.getErrors()).isEmpty();
    assertThat(svg.select("script, image, use, foreignObject, a")).isEmpty();
    assertThat(svg.select("svg > title")).hasSize(1);
    assertThat(svg.select("svg > desc").text()).contains("Wave 1", "student-portal");
    assertThat(svg.select("g")).hasSize(steps.size() + 3);
  }

  @Test
  void nightWithoutPlanHasNoPicture() {
    assertThat(new PlanPicture().svg()).isEmpty();
  }
}
