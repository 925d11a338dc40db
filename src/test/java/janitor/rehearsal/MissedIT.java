package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.personalize.model.Tag;
import software.amazon.awssdk.services.rds.RdsClient;

/// What costs dollars a day, carries the tag, and is missing in AWS's tag index.
final class MissedIT {
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String group = "";
  private String recommender = "";

  private static PersonalizeClient personalize() {
    return ACCOUNT.aws().personalize(Emulator.REGION);
  }

  private static String group(String name, Tag... tags) {
    return personalize()
        .createDatasetGroup(request -> request.name(name).domain("VIDEO_ON_DEMAND").tags(tags))
        .datasetGroupArn();
  }

  private static String recommender(String name, String group, Tag... tags) {
    return personalize()
        .createRecommender(
            request ->
                request
                    .name(name)
                    .datasetGroupArn(group)
                    .recipeArn("arn:aws:personalize:::recipe/aws-vod-top-picks")
                    .tags(tags))
        .recommenderArn();
  }

  @BeforeEach
  void workshopAndStranger() {
    var tag = Tag.builder().tagKey("workshop").tagValue(Rehearsal.WORKSHOP).build();
    group = group("films", tag);
    recommender = recommender("films", group, tag);
    recommender("theirs", group("theirs"));
  }

  private static void forgets(String... arns) {
    var told = new HashMap<String, Object>();
    told.put("arns", List.of(arns));
    told.put("scans", null);
    ACCOUNT.emulator().control("POST", "forget", told);
  }

  private static Night night() {
    return ACCOUNT.sweep(Map.of());
  }

  private static List<String> left() {
    return personalize().listRecommenders(_ -> {}).recommenders().stream()
        .map(one -> Objects.requireNonNull(one.name()))
        .toList();
  }

  @Test
  void isToldAndStays() {
    forgets(group, recommender);
    var night = night();
    assertThat(night.told(recommender)).containsEntry("outcome", "Withheld");
    assertThat(night.told(recommender).get("reason"))
        .startsWith("it carries the workshop tag, but AWS's tag index does not name it");
    assertThat(left()).containsExactlyInAnyOrder("films", "theirs");
    assertThat(night.resources().map(resource -> resource.get("name"))).doesNotContain("theirs");
  }

  @Test
  void whatTheIndexNamesGoes() {
    var night = night();
    assertThat(night.gone()).contains(recommender);
    assertThat(left()).containsExactly("theirs");
  }

  /// The list of a database shows its tags: no further call is needed.
  @Test
  void isToldWhereItsListShowsTheTag() {
    ACCOUNT
        .aws()
        .of(Emulator.REGION, RdsClient.class, RdsClient::builder)
        .createDBInstance(
            request ->
                request
                    .dbInstanceIdentifier("db")
                    .dbInstanceClass("db.t3.medium")
                    .engine("mysql")
                    .masterUsername("root")
                    .masterUserPassword("password1")
                    .allocatedStorage(20)
                    .tags(
                        software.amazon.awssdk.services.rds.model.Tag.builder()
                            .key("workshop")
                            .value(Rehearsal.WORKSHOP)
                            .build()));
    var arn = "arn:aws:rds:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":db:db";
    forgets(arn);
    night().stays(arn, "tag index does not name it");
  }

  /// A confirmation that is not to be had holds up nothing, and is told.
  @Test
  void aListThatIsRefusedIsTold() {
    ACCOUNT
        .emulator()
        .fault(
            Map.of(
                "service", "sagemaker",
                "operation", "ListEndpoints",
                "error", "AccessDeniedException",
                "message",
                    "User: janitor is not authorized to perform: sagemaker:ListEndpoints because no"
                        + " identity-based policy allows the sagemaker:ListEndpoints action"));
    var night = night();
    assertThat(night.gone()).contains(recommender);
    assertThat(night.field("unread").toString())
        .contains("whether the tag index misses one of AWS::SageMaker::Endpoint")
        .contains("sagemaker:ListEndpoints");
  }
}
