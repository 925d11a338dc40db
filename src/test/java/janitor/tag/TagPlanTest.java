package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeTime;
import janitor.resource.Arn;
import janitor.settings.Refusal;
import janitor.tag.TagPlan.Born;
import janitor.tag.TagPlan.Entry;
import janitor.tag.TagPlan.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagPlanTest {
  private static final String THING = "arn:aws:fake:eu-central-1:123456789012:thing/a";

  @TempDir Path folder;

  private final FakeAccount account = new FakeAccount(new FakeTime(Instant.EPOCH));

  private static TagPlan plan(String workshop, Entry... entries) {
    return new TagPlan(FakeAccount.KEY, workshop, FakeAccount.ID, List.of(entries));
  }

  private static Entry entry(String arn, String type, String region) {
    return new Entry(Arn.of(arn), type, "a", region, Optional.empty());
  }

  private static Entry thing() {
    return entry(THING, "AWS::Fake::Thing", FakeAccount.REGION);
  }

  private void check(TagPlan plan) throws Unusable {
    assertThat(
            plan.checked(FakeAccount.KEY, FakeAccount.WORKSHOP, account.home(), account.catalog()))
        .isEqualTo(plan);
  }

  @Test
  void isReadAsItWasSaved() throws Unusable {
    var odd =
        new Entry(
            Arn.of(THING),
            "AWS::Fake::Thing",
            "\"a\"\n\u202e\\ü😀",
            "eu-central-1",
            Optional.empty());
    var plan = plan("it's \"ours\"", odd);
    var file = folder.resolve("plan.json");
    plan.save(file);
    assertThat(TagPlan.read(file)).isEqualTo(plan);
  }

  @Test
  void whenThingsWereMadeIsReadAsItWasSaved() throws IOException, Unusable {
    for (var at :
        List.of(
            Optional.of(Instant.parse("2026-11-14T12:00:00.123Z")), Optional.<Instant>empty())) {
      var entry =
          new Entry(
              Arn.of(THING), "AWS::Fake::Thing", "a", "eu-central-1", Optional.of(new Born(at)));
      var plan = plan(FakeAccount.WORKSHOP, entry);
      var file = folder.resolve("plan-" + at.isPresent() + ".json");
      plan.save(file);
      assertThat(file).content().contains("createdAt");
      assertThat(TagPlan.read(file)).isEqualTo(plan);
    }
  }

  @Test
  void isNeverWrittenOver() throws IOException, Unusable {
    var file = folder.resolve("plan.json");
    plan(FakeAccount.WORKSHOP, thing()).save(file);
    var before = Files.readString(file);
    assertThatThrownBy(() -> plan(FakeAccount.WORKSHOP).save(file))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("is there already");
    assertThat(file).hasContent(before);
  }

  @Test
  void cannotBeSavedWhereNoFolderIs() {
    assertThatThrownBy(() -> plan(FakeAccount.WORKSHOP).save(folder.resolve("no/plan.json")))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("its folder is not there");
  }

  @Test
  void thatIsNoFileIsSaid() {
    assertThatThrownBy(() -> TagPlan.read(folder.resolve("none.json")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.json for the plan");
    assertThatThrownBy(() -> TagPlan.read(folder))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is a folder: name a file in it as the plan");
  }

  @Test
  void thatIsNoTextIsSaid() throws IOException {
    var file = Files.write(folder.resolve("plan.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> TagPlan.read(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("UTF-16, as PowerShell's > writes it");
    var empty = Files.writeString(folder.resolve("empty.json"), " ");
    assertThatThrownBy(() -> TagPlan.read(empty))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is empty");
  }

  /// Windows puts a mark before what is UTF-8 anyway.
  @Test
  void mayHaveBeenEditedOnWindows() throws IOException, Unusable {
    var plan = plan(FakeAccount.WORKSHOP, thing());
    var file = folder.resolve("plan.json");
    plan.save(file);
    Files.writeString(file, "\uFEFF" + Files.readString(file).replace("\n", "\r\n"));
    assertThat(TagPlan.read(file)).isEqualTo(plan);
  }

  private static final String HEAD =
      "{\"tagKey\":\"workshop\",\"workshop\":\"students\",\"account\":\"123456789012\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "nonsense",
        "[]",
        "null",
        "1",
        "\"plan\"",
        "{}",
        HEAD + "}",
        HEAD + ",\"resources\":{}}",
        HEAD + ",\"resources\":null}",
        HEAD + ",\"resources\":[],\"more\":1}",
        HEAD + ",\"account\":\"2\",\"resources\":[]}",
        HEAD + ",\"resources\":[1]}",
        HEAD + ",\"resources\":[null]}",
        HEAD + ",\"resources\":[[]]}",
        HEAD + ",\"resources\":[{}]}",
        HEAD + ",\"resources\":[{\"arn\":\"x\",\"type\":\"t\",\"name\":\"n\",\"region\":\"r\"}]}",
        HEAD
            + ",\"resources\":[{\"arn\":\"arn:aws:sqs:r:1:q\",\"type\":1,\"name\":\"n\",\"region\":\"r\"}]}",
        HEAD + ",\"resources\":[{\"arn\":\"arn:aws:sqs:r:1:q\",\"type\":\"t\",\"name\":\"n\"}]}",
        HEAD
            + ",\"resources\":[{\"arn\":\"arn:aws:sqs:r:1:q\",\"type\":\"t\",\"name\":\"n\",\"region\":\"r\",\"createdAt\":\"soon\"}]}",
        HEAD
            + ",\"resources\":[{\"arn\":\"arn:aws:sqs:r:1:q\",\"type\":\"t\",\"name\":\"n\",\"region\":\"r\",\"createdAt\":null}]}",
        HEAD + ",\"resources\":[]} {}",
        HEAD + ",\"resources\":[]} and more"
      })
  void thatWasEditedIntoNonsenseIsRefusedInOneLine(String text) throws IOException {
    var file = Files.writeString(folder.resolve("plan.json"), text);
    assertThatThrownBy(() -> TagPlan.read(file))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("is no plan")
        .hasMessageNotContaining("\n");
  }

  @Test
  void thatFitsIsTaken() throws Unusable {
    check(plan(FakeAccount.WORKSHOP, thing()));
    check(
        plan(
            FakeAccount.WORKSHOP,
            entry("arn:aws:fake::123456789012:role/a", "AWS::Fake::Role", "us-east-1")));
  }

  @Test
  void ofAnotherAccountOrWorkshopIsRefused() {
    assertThatThrownBy(
            () -> check(new TagPlan("workshop", FakeAccount.WORKSHOP, "999999999999", List.of())))
        .isInstanceOf(Unusable.class)
        .hasMessage(
            "the plan is for account 999999999999, but these credentials are for 123456789012");
    assertThatThrownBy(() -> check(plan("pets")))
        .isInstanceOf(Unusable.class)
        .hasMessage("the plan is for workshop=pets, but the settings say workshop=students");
  }

  @ParameterizedTest
  @CsvSource({
    // What the type does not say.
    "arn:aws:fake:eu-central-1:123456789012:store/a, AWS::Fake::Thing, eu-central-1",
    "arn:aws:fake:eu-central-1:123456789012:thing/a, AWS::Fake::Nonsense, eu-central-1",
    // Another account, partition, region.
    "arn:aws:fake:eu-central-1:999999999999:thing/a, AWS::Fake::Thing, eu-central-1",
    "arn:aws-cn:fake:eu-central-1:123456789012:thing/a, AWS::Fake::Thing, eu-central-1",
    "arn:aws:fake:eu-central-1:123456789012:thing/a, AWS::Fake::Thing, eu-west-1",
    "arn:aws:fake::123456789012:thing/a, AWS::Fake::Thing, nonsense",
    "arn:aws:fake::123456789012:thing/a, AWS::Fake::Thing, example.org/",
    "arn:aws:fake::123456789012:role/a, AWS::Fake::Role, eu-central-1"
  })
  void thatNamesWhatCannotBeMeantIsRefused(String arn, String type, String region) {
    assertThatThrownBy(() -> check(plan(FakeAccount.WORKSHOP, thing(), entry(arn, type, region))))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining(arn);
  }

  @Test
  void thatNamesOneTwiceIsRefused() {
    assertThatThrownBy(() -> check(plan(FakeAccount.WORKSHOP, thing(), thing())))
        .isInstanceOf(Unusable.class)
        .hasMessageEndingWith("twice");
  }
}
