package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Liftable;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SmsConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/// Its domains go first, then its protection, which the console sets by itself. UpdateUserPool
/// resets whatever it is not told, tags included, and refuses part of what DescribeUserPool
/// answers.
record CognitoUserPool(Clients clients) implements ResourceKind, OwnTags, Liftable {
  static final String TYPE = "AWS::Cognito::UserPool";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("cognito-idp", "userpool/", "/")
          .physicalId(PhysicalId.after("cognito-idp", "userpool/"))
          .actions(
              "cognito-idp:ListUserPools",
              "cognito-idp:DescribeUserPool",
              "cognito-idp:DescribeUserPoolDomain",
              "cognito-idp:DeleteUserPoolDomain",
              "cognito-idp:UpdateUserPool",
              "cognito-idp:DeleteUserPool",
              // UpdateUserPool repeats the role with which the pool sends text messages.
              "iam:PassRole",
              IamAccount.ACTION)
          .createdBy(Creation.answering("cognito-idp:CreateUserPool", "userPool.arn"))
          .usesOf(KmsKey.TYPE, LambdaFunction.TYPE, SesConfigurationSet.TYPE, SesEmailIdentity.TYPE)
          .takesRoles("cognito-idp")
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .userPools(place.region())
        .listUserPoolsPaginator(request -> request.maxResults(60))
        .userPools()
        .stream()
        .collect(Items.each(pool -> resource(place, pool)));
  }

  private static Resource resource(Place place, UserPoolDescriptionType pool) {
    return Resource.of(
            TYPE, place.arn("cognito-idp", "userpool/" + Items.told(pool.id())), place.region())
        .name(pool.name())
        .createdAt(pool.creationDate())
        .build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(
        arns, arn -> Optional.of(resource(place, arn)), ResourceNotFoundException.class);
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(
        place, candidates.stream().map(one -> fromAnywhere(place, one)).toList(), this);
  }

  /// A pool may send from an identity of another region (Developer Guide, "Email settings for
  /// Amazon Cognito user pools"), and then by a configuration set of that.
  private static Resource fromAnywhere(Place place, Resource one) {
    var resource = Resource.of(one.type(), one.arn(), place.region());
    return switch (one.type()) {
      case SesConfigurationSet.TYPE -> resource.build();
      case SesEmailIdentity.TYPE -> SesEmailIdentity.bothForms(resource, one.arn()).build();
      default -> one;
    };
  }

  private Resource resource(Place place, Arn arn) {
    var pool = describe(clients.userPools(place.region()), arn);
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(pool.name())
            .tags(Tags.of(pool.userPoolTags()))
            .createdAt(pool.creationDate())
            .holds(Contents.of(pool.estimatedNumberOfUsers(), "user", null))
            .fact("domain", Optional.ofNullable(pool.domain()).orElse(""))
            .fact("customDomain", Optional.ofNullable(pool.customDomain()).orElse(""));
    used(place, pool).forEach(resource::uses);
    if (pool.deletionProtection() == DeletionProtectionType.ACTIVE) {
      resource.liftable("its deletion protection is on");
      smsRole(pool)
          .filter(role -> !IamAccount.hasRole(clients, place, role))
          .ifPresent(role -> resource.guard(withoutRole(role)));
    }
    return resource.build();
  }

  private static Optional<Arn> smsRole(UserPoolType pool) {
    return Optional.ofNullable(pool.smsConfiguration())
        .map(SmsConfigurationType::snsCallerArn)
        .flatMap(Answers::arn);
  }

  /// Its protection is lifted by an update that repeats its settings, and Cognito refuses one with
  /// a role that is gone.
  private static String withoutRole(Arn role) {
    return "its deletion protection is on, and Cognito lifts none while the role with which it"
        + " sends text messages is gone: make "
        + role
        + " again, for cognito-idp.amazonaws.com to assume, or switch the protection off in the"
        + " console";
  }

  private static UserPoolType describe(CognitoIdentityProviderClient userPools, Arn arn) {
    return userPools
        .describeUserPool(request -> request.userPoolId(arn.after("userpool/")))
        .userPool();
  }

  /// The functions that it triggers, and with what it sends messages.
  private static Stream<Arn> used(Place place, UserPoolType pool) {
    var triggers =
        Optional.ofNullable(pool.lambdaConfig()).stream().flatMap(CognitoUserPool::texts);
    var senders =
        Stream.of(
                Optional.ofNullable(pool.smsConfiguration())
                    .map(SmsConfigurationType::snsCallerArn),
                Optional.ofNullable(pool.emailConfiguration())
                    .map(EmailConfigurationType::sourceArn))
            .flatMap(Optional::stream);
    return Stream.concat(
        Stream.concat(triggers, senders)
            .flatMap(text -> Answers.arn(text).stream())
            .map(LambdaFunction::unqualified),
        configurationSet(place, pool).stream());
  }

  /// Of the newer triggers (senders, the second version of tokens) the ARN is one level below.
  private static Stream<String> texts(SdkPojo config) {
    return config.sdkFields().stream()
        .map(field -> field.getValueOrDefault(config))
        .flatMap(
            value ->
                switch (value) {
                  case SdkPojo inner -> texts(inner);
                  case String text -> Stream.of(text);
                  case null, default -> Stream.empty();
                });
  }

  /// Of the region in which it sends.
  private static Optional<Arn> configurationSet(Place place, UserPoolType pool) {
    var email = Optional.ofNullable(pool.emailConfiguration());
    return email
        .map(EmailConfigurationType::configurationSet)
        .map(name -> "configuration-set/" + name)
        .map(
            set ->
                email
                    .flatMap(how -> Answers.arn(how.sourceArn()))
                    .map(identity -> identity.sibling(set))
                    .orElseGet(() -> place.arn("ses", set)));
  }

  @Override
  public Deletion delete(Resource pool, Deadline deadline) {
    var userPools = clients.userPools(pool.region());
    var id = pool.arn().after("userpool/");
    var custom = pool.fact("customDomain");
    if (!custom.isEmpty() && !isGoing(userPools, custom)) {
      deleteDomain(userPools, id, custom);
    }
    if (!pool.fact("domain").isEmpty()) {
      deleteDomain(userPools, id, pool.fact("domain"));
    }
    if (!custom.isEmpty()) {
      return new Deletion.Preparing(
          "deleting its domain " + custom + " first, which takes minutes", Duration.ofMinutes(1));
    }
    if (pool.protection().isPresent()) {
      liftProtection(userPools, describe(userPools, pool.arn()));
    }
    userPools.deleteUserPool(request -> request.userPoolId(id));
    return Deletion.ASKED;
  }

  @Override
  public void lift(Resource pool) {
    var userPools = clients.userPools(pool.region());
    liftProtection(userPools, describe(userPools, pool.arn()));
  }

  private static boolean isGoing(CognitoIdentityProviderClient userPools, String domain) {
    var status =
        userPools
            .describeUserPoolDomain(request -> request.domain(domain))
            .domainDescription()
            .status();
    return status == null || status == DomainStatusType.DELETING;
  }

  private static void deleteDomain(
      CognitoIdentityProviderClient userPools, String id, String domain) {
    Found.unless(
        ResourceNotFoundException.class,
        () ->
            Optional.of(
                userPools.deleteUserPoolDomain(request -> request.userPoolId(id).domain(domain))));
  }

  private static void liftProtection(CognitoIdentityProviderClient userPools, UserPoolType pool) {
    var hasTextMessages = pool.smsConfiguration() != null;
    userPools.updateUserPool(
        request ->
            request
                .userPoolId(pool.id())
                .poolName(pool.name())
                .deletionProtection(DeletionProtectionType.INACTIVE)
                .policies(pool.policies())
                .lambdaConfig(pool.lambdaConfig())
                .autoVerifiedAttributes(pool.autoVerifiedAttributes())
                .smsVerificationMessage(pool.smsVerificationMessage())
                .emailVerificationMessage(pool.emailVerificationMessage())
                .emailVerificationSubject(pool.emailVerificationSubject())
                .verificationMessageTemplate(pool.verificationMessageTemplate())
                .smsAuthenticationMessage(pool.smsAuthenticationMessage())
                .userAttributeUpdateSettings(pool.userAttributeUpdateSettings())
                // Without text messages Cognito takes a second factor by another call only.
                .mfaConfiguration(hasTextMessages ? pool.mfaConfiguration() : null)
                .deviceConfiguration(pool.deviceConfiguration())
                .emailConfiguration(pool.emailConfiguration())
                .smsConfiguration(pool.smsConfiguration())
                .userPoolTags(settableTags(pool))
                .adminCreateUserConfig(settable(pool.adminCreateUserConfig()))
                .userPoolAddOns(pool.userPoolAddOns())
                .accountRecoverySetting(pool.accountRecoverySetting())
                .userPoolTier(pool.userPoolTier()));
  }

  /// The system's own tags cannot be set.
  private static Map<String, String> settableTags(UserPoolType pool) {
    return pool.userPoolTags().entrySet().stream()
        .filter(tag -> !tag.getKey().startsWith("aws:"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Cognito tells this number here and in the password policy, and takes it there only.
  private static @org.jspecify.annotations.Nullable AdminCreateUserConfigType settable(
      @org.jspecify.annotations.Nullable AdminCreateUserConfigType config) {
    return config == null ? null : config.toBuilder().unusedAccountValidityDays(null).build();
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> pools) {
    return Found.tags(read(place, pools.stream().map(Resource::arn).toList()));
  }
}
