package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sfn.model.EncryptionType;

/// Keys and roles of the workshop with which buses, archives, connections, activities and groups of
/// datasets of somebody else's work: from the day on that a key is scheduled to go, EventBridge
/// delivers nothing of a bus that is encrypted with it.
class KeysOfEventsIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static EventBridgeClient events() {
    return ACCOUNT.aws().eventBridge(HERE);
  }

  private static String key() {
    return ACCOUNT.key(TAG);
  }

  private static String id(String key) {
    return key.replaceFirst(".*/", "");
  }

  @Test
  void theKeyOfABusStays() {
    var key = key();
    var unused = key();
    events().createEventBus(request -> request.name("theirs").kmsKeyIdentifier(id(key)));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(key, "still used by Events EventBus theirs");
    assertThat(night.told(unused).get("outcome")).isIn("Gone", "Requested");
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  /// Which nobody made, and nobody deletes.
  @Test
  void theKeyOfTheDefaultBusStays() {
    var key = key();
    events().updateEventBus(request -> request.name("default").kmsKeyIdentifier(key));
    ACCOUNT.sweep(Map.of()).stays(key, "still used by Events EventBus default");
  }

  @Test
  void theKeyOfAnArchiveStays() {
    var key = key();
    ACCOUNT.aws().kms(HERE).createAlias(r -> r.aliasName("alias/kept").targetKeyId(key));
    var bus = events().describeEventBus(request -> {}).arn();
    events()
        .createArchive(
            request ->
                request.archiveName("theirs").eventSourceArn(bus).kmsKeyIdentifier("alias/kept"));
    ACCOUNT.sweep(Map.of()).stays(key, "still used by Events Archive theirs");
  }

  @Test
  void theKeyOfAConnectionStays() {
    var key = key();
    events()
        .createConnection(
            request ->
                request
                    .name("theirs")
                    .kmsKeyIdentifier(id(key))
                    .authorizationType("API_KEY")
                    .authParameters(
                        by ->
                            by.apiKeyAuthParameters(
                                with -> with.apiKeyName("n").apiKeyValue("v"))));
    ACCOUNT.sweep(Map.of()).stays(key, "still used by Events Connection theirs");
  }

  /// A bus of the workshop goes with its archive, and then the key of both.
  @Test
  void theKeyOfWhatGoesGoes() {
    var key = key();
    var bus =
        events()
            .createEventBus(request -> request.name("ours").kmsKeyIdentifier(key))
            .eventBusArn();
    ACCOUNT.tag(bus, TAG);
    events()
        .createArchive(
            request -> request.archiveName("ours").eventSourceArn(bus).kmsKeyIdentifier(key));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(bus);
    assertThat(night.told(key).get("outcome")).isIn("Gone", "Requested");
  }

  @Test
  void theKeyOfAnActivityStays() {
    var key = key();
    ACCOUNT
        .aws()
        .stepFunctions(HERE)
        .createActivity(
            request ->
                request
                    .name("theirs")
                    .encryptionConfiguration(
                        how ->
                            how.type(EncryptionType.CUSTOMER_MANAGED_KMS_KEY).kmsKeyId(id(key))));
    ACCOUNT.sweep(Map.of()).stays(key, "still used by StepFunctions Activity theirs");
  }

  @Test
  void theKeyAndTheRoleOfAGroupOfDatasetsStay() {
    var key = key();
    var role = ACCOUNT.role("trains", "personalize");
    ACCOUNT
        .aws()
        .iam("us-east-1")
        .tagRole(
            request ->
                request
                    .roleName("trains")
                    .tags(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build()));
    ACCOUNT
        .aws()
        .personalize(HERE)
        .createDatasetGroup(request -> request.name("theirs").kmsKeyArn(key).roleArn(role));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(key, "still used by Personalize DatasetGroup theirs");
    night.stays(role, "still used by Personalize DatasetGroup theirs");
  }
}
