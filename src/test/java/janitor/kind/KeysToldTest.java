package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/// Whatever answer tells with which key something is encrypted has that read: a key that goes while
/// it is used makes what it encrypts unreadable for ever. What is answered follows from what the
/// kinds ask, and what is in it from the SDK's own models.
final class KeysToldTest {
  private static final Pattern READS =
      Pattern.compile("(describe|list|get|batchGet|search)[A-Z].*");

  private static final Pattern TELLS_A_KEY =
      Pattern.compile("(kms|encryptionkey|^key(id|arn)$)(?!.*type$)", Pattern.CASE_INSENSITIVE);

  private static final String SERVICES = "software.amazon.awssdk.services.";

  /// What is told and not read, and why nothing is lost by it.
  private static final Map<String, String> PASSED_OVER =
      reasons(
          """
          backup.DescribeRecoveryPointResponse.encryptionKeyArn: it is its vault's, or of the thing that it is of, whose own service tells it
          backup.RecoveryPointByBackupVault.encryptionKeyArn: the same
          bedrockagent.ServerSideEncryptionConfiguration.kmsKeyArn: every text of the answer is looked through for ARNs
          cognitoidentityprovider.LambdaConfigType.kmsKeyID: every text of it is looked through for ARNs
          databasemigration.PremigrationAssessmentStatus.resultKmsKeyArn: a report in a bucket
          dynamodb.ReplicaDescription.kmsMasterKeyId: a replica is a table of its own region, which tells it
          ec2.EbsBlockDevice.kmsKeyId: of what a fleet would start next: a disk that is there tells its own
          ec2.EbsBlockDeviceResponse.kmsKeyId: the same
          ec2.Snapshot.dataEncryptionKeyId: no key of KMS's
          ecs.DeploymentEphemeralStorage.kmsKeyId: its cluster's
          ecs.TaskEphemeralStorage.kmsKeyId: its cluster's
          kms.GrantListEntry.keyId: the key itself
          kms.KeyListEntry.keyId: the key itself
          kms.KeyMetadata.keyId: the key itself
          lambda.FunctionCodeLocation.sourceKMSKeyArn: of the archive that a function was made from, and asked of images only
          neptunegraph.ExportTaskSummary.kmsKeyIdentifier: of what is written into a bucket
          neptunegraph.GetGraphResponse.kmsKeyIdentifier: the list tells it as well
          rds.MasterUserSecret.kmsKeyId: the secret is in the list of Secrets Manager, which tells it
          redshift.Cluster.masterPasswordSecretKmsKeyId: the secret is in the list of Secrets Manager, which tells it
          redshift.Snapshot.masterPasswordSecretKmsKeyId: the secret is in the list of Secrets Manager, which tells it
          redshiftserverless.Namespace.adminPasswordSecretKmsKeyId: the secret is in the list of Secrets Manager, which tells it
          redshiftserverless.Snapshot.adminPasswordSecretKmsKeyId: the secret is in the list of Secrets Manager, which tells it
          sagemaker.AthenaDatasetDefinition.kmsKeyId: of what a job writes while it runs
          sagemaker.BatchDataCaptureConfig.kmsKeyId: of what is written into a bucket
          sagemaker.ClusterEbsVolumeConfig.volumeKmsKeyId: of disks that a machine of HyperPod loses with itself
          sagemaker.DataCaptureConfigSummary.kmsKeyId: its configuration tells it as well
          sagemaker.DescribeDomainResponse.homeEfsFileSystemKmsKeyId: an older name of its kmsKeyId
          sagemaker.OutputDataConfig.kmsKeyId: of what is written into a bucket
          sagemaker.ProcessingClusterConfig.volumeKmsKeyId: of a disk that a job has while it runs
          sagemaker.ProcessingOutputConfig.kmsKeyId: of what is written into a bucket
          sagemaker.ProductionVariantCoreDumpConfig.kmsKeyId: of what is written into a bucket
          sagemaker.RedshiftDatasetDefinition.kmsKeyId: of what a job writes while it runs
          sagemaker.ResourceConfig.volumeKmsKeyId: of a disk that a job has while it runs
          sagemaker.SharingSettings.s3KmsKeyId: of what is written into a bucket
          sagemaker.TransformOutput.kmsKeyId: of what is written into a bucket
          sagemaker.TransformResources.volumeKmsKeyId: of a disk that a job has while it runs
          sagemaker.WorkspaceSettings.s3KmsKeyId: of what is written into a bucket
          secretsmanager.DescribeSecretResponse.kmsKeyId: the list tells it as well
          secretsmanager.ReplicationStatusType.kmsKeyId: a replica is a secret of its own region, which tells it
          """);

  private static final Set<String> BY_ANY_NAME =
      Set.of("KmsKey.named", "KmsKey.encrypt", "ElastiCache.key");

  /// Kinds that take a key's ARN alone, and why they may.
  private static final Map<String, String> BY_ARN_ALONE =
      reasons(
          """
          AppRunner: its model has a pattern for KmsKey, by which it is an ARN
          Bedrock: its model has a pattern for KmsKeyArn, by which it is an ARN
          BedrockAgents: the same
          LambdaFunction: its model has a pattern for KMSKeyArn, by which it is an ARN or empty
          """);

  /// What is written into a bucket with a key that is not the bucket's only each object tells.
  private static Map<String, String> reasons(String text) {
    return text.lines()
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("janitor.kind");

  private static Stream<AccessTarget> called() {
    return CLASSES.stream()
        .flatMap(KeysToldTest::calledBy)
        .filter(target -> target.getOwner().getName().startsWith(SERVICES));
  }

  private static Stream<AccessTarget> calledBy(JavaClass one) {
    return Stream.concat(
            one.getMethodCallsFromSelf().stream().map(JavaAccess::getTarget),
            one.getMethodReferencesFromSelf().stream().map(JavaAccess::getTarget))
        .map(AccessTarget.class::cast);
  }

  /// `rds.DBInstance.kmsKeyId`.
  private static String accessor(AccessTarget target) {
    return target.getOwner().getName().replace(SERVICES, "").replace("model.", "")
        + "."
        + target.getName();
  }

  private static Map<String, String> told() {
    var told = new TreeMap<String, String>();
    answers()
        .forEach(
            answer ->
                collect(empty(answer), answer.getSimpleName(), new java.util.HashSet<>(), told));
    return told;
  }

  private static Stream<Class<?>> answers() {
    return called()
        .filter(target -> target.getOwner().getSimpleName().endsWith("Client"))
        .filter(target -> READS.matcher(target.getName()).matches())
        .<Class<?>>map(target -> answer(target.getOwner().getName(), target.getName()))
        .distinct();
  }

  private static Class<?> answer(String client, String operation) {
    var name = operation.replaceFirst("Paginator$", "");
    return Stream.of(named(client).getMethods())
        .filter(method -> method.getName().equals(name))
        .<Class<?>>map(Method::getReturnType)
        .filter(SdkPojo.class::isAssignableFrom)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(client + " has no answer to " + name));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// By class and accessor, with the answer in which it is.
  private static void collect(
      SdkPojo pojo, String answer, Set<Class<?>> seen, Map<String, String> found) {
    if (!seen.add(pojo.getClass())) {
      return;
    }
    for (var field : pojo.sdkFields()) {
      if (TELLS_A_KEY.matcher(field.memberName()).find() && isText(field)) {
        found.putIfAbsent(
            pojo.getClass().getName().substring(SERVICES.length()).replace("model.", "")
                + "."
                + accessor(pojo.getClass(), field),
            answer);
      }
      within(field).ifPresent(inner -> collect(inner, answer, seen, found));
    }
  }

  private static String accessor(Class<?> pojo, SdkField<?> field) {
    return Stream.of(pojo.getMethods())
        .map(Method::getName)
        .filter(name -> name.equalsIgnoreCase(field.memberName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(pojo + " " + field.memberName()));
  }

  private static boolean isText(SdkField<?> field) {
    return field.marshallingType().equals(MarshallingType.STRING)
        || (field.marshallingType().equals(MarshallingType.LIST)
            && isText(field.getTrait(ListTrait.class).memberFieldInfo()));
  }

  private static Optional<SdkPojo> within(SdkField<?> field) {
    if (field.marshallingType().equals(MarshallingType.SDK_POJO)) {
      return Optional.of(
              ((software.amazon.awssdk.utils.builder.Buildable) field.constructor().get()))
          .map(builder -> (SdkPojo) builder.build());
    }
    if (field.marshallingType().equals(MarshallingType.LIST)) {
      return within(field.getTrait(ListTrait.class).memberFieldInfo());
    }
    if (field.marshallingType().equals(MarshallingType.MAP)) {
      return within(field.getTrait(MapTrait.class).valueFieldInfo());
    }
    return Optional.empty();
  }

  private static SdkPojo empty(Class<?> response) {
    try {
      return (SdkPojo)
          ((software.amazon.awssdk.utils.builder.Buildable)
                  response.getMethod("builder").invoke(null))
              .build();
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Test
  void areRead() {
    var told = told();
    var read = called().map(KeysToldTest::accessor).collect(Collectors.toCollection(TreeSet::new));
    told.keySet().removeAll(read);
    assertThat(told.keySet())
        .as("read by a kind, or passed over for a reason: %s", told)
        .containsExactlyInAnyOrderElementsOf(PASSED_OVER.keySet());
  }

  /// Most services tell a key as whoever made the thing named it: by ARN, id or alias.
  @Test
  void areKnownByWhateverNameTheyAreToldBy() {
    var told = told().keySet();
    var reading = new TreeSet<String>();
    var knowing = new TreeSet<String>();
    for (var one : CLASSES) {
      var name = one.getName().replaceFirst("[$].*", "").replaceFirst(".*[.]", "");
      if (calledBy(one).map(KeysToldTest::accessor).anyMatch(told::contains)) {
        reading.add(name);
      }
      if (calledBy(one).anyMatch(target -> BY_ANY_NAME.contains(plain(target)))) {
        knowing.add(name);
      }
    }
    reading.removeAll(knowing);
    assertThat(reading).containsExactlyInAnyOrderElementsOf(BY_ARN_ALONE.keySet());
  }

  private static String plain(AccessTarget target) {
    return target.getOwner().getSimpleName() + "." + target.getName();
  }
}
