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
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            .map(text -> Optional.ofNullable(steps.get(text)).orElseThrow().arn())
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
    // One for each thing, in one for each group.
    assertThat(svg.select("g g > title")).hasSize(steps.size() + 3);
  }

  /// A workshop of so many: each wave uses some of those before it.
  private static Plan workshop(int size) {
    var random = new Random(size);
    var types =
        List.of(
            "Lambda::Function",
            "DynamoDB::Table",
            "Logs::LogGroup",
            "IAM::Role",
            "SNS::Topic",
            "S3::Bucket",
            "Events::Rule",
            "ApiGateway::RestApi",
            "SSM::Parameter");
    var waves = new ArrayList<List<Plan.Step>>();
    var before = new ArrayList<Arn>();
    for (int wave = 0; wave < 6; wave++) {
      var steps = new ArrayList<Plan.Step>();
      var share = wave < 3 ? size / 4 : size / 12;
      for (int i = 0; i < share; i++) {
        var resource =
            resource("AWS::" + types.get(random.nextInt(types.size())), "of-" + wave + "-no-" + i);
        var waitsFor =
            before.isEmpty() || random.nextInt(3) == 0
                ? Set.<Arn>of()
                : Set.of(before.get(random.nextInt(before.size())));
        steps.add(new Plan.Step(new Judged(resource, expired()), waitsFor, List.of()));
      }
      steps.forEach(step -> before.add(step.arn()));
      waves.add(steps);
    }
    var kept =
        new Judged(resource("AWS::S3::Bucket", "kept"), new Verdict.Kept("it is to be kept"));
    var waiting = new Judged(resource("AWS::IAM::Role", "waiting"), expired());
    return new Plan(
        waves,
        List.of(
            new Plan.Withheld(kept, "it is to be kept", Set.of()),
            new Plan.Withheld(waiting, "it waits", Set.of(kept.resource().arn(), before.get(0)))),
        Optional.empty());
  }

  private static String drawn(Plan plan) {
    var picture = new PlanPicture();
    picture.note(new Journal.Planned(plan));
    return picture.svg().orElseThrow();
  }

  /// With `-Dpictures=FOLDER` they are written there, to be looked at.
  @ParameterizedTest
  @ValueSource(ints = {12, 113, 500, 2000})
  void itFitsAndNoArrowRunsBehindABox(int size) throws IOException {
    var text = drawn(workshop(size));
    var folder = System.getProperty("pictures");
    if (folder != null) {
      Files.writeString(Path.of(folder, "plan-" + size + ".svg"), text, UTF_8);
    }
    var svg = Jsoup.parse(text, "", Parser.xmlParser());
    assertThat(Integer.parseInt(svg.select("svg").attr("width"))).isLessThanOrEqualTo(1600);
    // Shown as it is drawn, so that its letters are as large as they say.
    assertThat(svg.select("svg").attr("viewBox"))
        .startsWith("0 0 " + svg.select("svg").attr("width") + " ");
    assertThat(Integer.parseInt(svg.select("svg").attr("height"))).isLessThanOrEqualTo(1800);
    var boxes = svg.select("rect.f").stream().map(PlanPictureTest::rectangle).toList();
    assertThat(boxes).hasSizeGreaterThan(5);
    for (var box : boxes) {
      assertThat(boxes.stream().filter(other -> !other.equals(box)).filter(box::intersects))
          .isEmpty();
    }
    var pieces = svg.select("path.e").stream().flatMap(PlanPictureTest::pieces).toList();
    assertThat(pieces).hasSizeGreaterThan(10);
    for (var piece : pieces) {
      assertThat(boxes.stream().filter(box -> box.intersects(piece)))
          .as("behind which runs " + piece)
          .isEmpty();
    }
  }

  /// What failed is not what is folded away.
  @Test
  void whatFailedIsSeenInALongGroup() {
    var some =
        IntStream.range(0, 300)
            .mapToObj(number -> resource("AWS::SNS::Topic", "t" + number))
            .map(
                resource ->
                    new Plan.Step(new Judged(resource, expired()), Set.<Arn>of(), List.of()))
            .toList();
    var picture = new PlanPicture();
    picture.note(new Journal.Planned(new Plan(List.of(some), List.of(), Optional.empty())));
    some.forEach(
        step ->
            picture.note(
                new Journal.Ended(
                    new Sweep.Done(
                        step.judged(),
                        step.resource().name().equals("t277")
                            ? new Outcome.Failed("it is in use", "", false)
                            : new Outcome.Gone(""),
                        1,
                        Duration.ZERO))));
    var svg = Jsoup.parse(picture.svg().orElseThrow(), "", Parser.xmlParser());
    assertThat(svg.select("g g text.n").first())
        .hasToString(
            "<text x=\"28\" y=\"144\" class=\"n\"><tspan fill=\"#b3261e\">✗</tspan> t277</text>");
    assertThat(svg.text()).contains("SNS 300").containsPattern("and \\d+ more ✓");
  }

  private record Rectangle(double x1, double y1, double x2, double y2) {
    /// Not at the edges, where arrows begin and end.
    boolean intersects(Rectangle other) {
      return x1 + 1 < other.x2 && other.x1 < x2 - 1 && y1 < other.y2 && other.y1 < y2;
    }
  }

  private static Rectangle rectangle(Element one) {
    var x = Double.parseDouble(one.attr("x"));
    var y = Double.parseDouble(one.attr("y"));
    return new Rectangle(
        x,
        y,
        x + Double.parseDouble(one.attr("width")),
        y + Double.parseDouble(one.attr("height")));
  }

  /// Its straight pieces, each of one direction.
  private static Stream<Rectangle> pieces(Element path) {
    var corners =
        Stream.of(path.attr("d").replaceAll("[ML]", "").split(" ", -1))
            .map(Double::parseDouble)
            .toList();
    return IntStream.iterate(0, at -> at + 3 < corners.size(), at -> at + 2)
        .mapToObj(
            at -> {
              assertThat(
                      corners.get(at).equals(corners.get(at + 2))
                          || corners.get(at + 1).equals(corners.get(at + 3)))
                  .isTrue();
              return new Rectangle(
                  Math.min(corners.get(at), corners.get(at + 2)),
                  Math.min(corners.get(at + 1), corners.get(at + 3)),
                  Math.max(corners.get(at), corners.get(at + 2)),
                  Math.max(corners.get(at + 1), corners.get(at + 3)));
            });
  }

  @Test
  void nightWithoutPlanHasNoPicture() {
    assertThat(new PlanPicture().svg()).isEmpty();
  }
}
