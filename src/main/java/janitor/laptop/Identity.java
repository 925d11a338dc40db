package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.HomeAccount;
import janitor.settings.Refusal;
import janitor.tag.Person;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/// Whose credentials these are. That is asked before all else: what is wrong with them shows here,
/// within seconds, and is told in one line with what to run.
record Identity(HomeAccount home, Person.Caller caller) {

  /// With Java's own start, five seconds or so.
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private static final Duration LONGEST_OF_A_PROCESS = Duration.ofMinutes(2);

  /// What services say of credentials that they do not take, or do not take any more.
  private static final Set<String> STALE =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidClientTokenId",
          "IDPRejectedClaim",
          "InvalidGrantException",
          "InvalidIdentityToken",
          "SignatureDoesNotMatch",
          "UnauthorizedException",
          "UnrecognizedClientException");

  /// So does a region of good ones that the account has not switched on: only then IAM's data comes
  /// there (Account Management, "Enable or disable AWS Regions in your account").
  private static final Set<String> UNKNOWN =
      Set.of("InvalidClientTokenId", "UnrecognizedClientException");

  /// A role is not theirs to take: of STS, and of Identity Center's portal.
  private static final Set<String> DENIED =
      Set.of("AccessDenied", "AccessDeniedException", "ForbiddenException");

  private static final Pattern CALLER = Pattern.compile("arn:[a-z-]+:(sts|iam)::[0-9]{12}:.+");

  private static final String ANOTHER = ", where something else answers";

  /// What `aws login` signs in to; whatever it refuses, only that renews.
  private static final String SIGN_IN = "Signin";

  /// Asks AWS.
  ///
  /// @throws Refusal if it does not tell
  static Identity of(Function<Calls, Clients> clients, String region, Profiles profiles) {
    var asked = profiles.endpoint().map(URI::toString).orElse("sts." + region + ".amazonaws.com");
    try (var aws = clients.apply(new Calls())) {
      // To load what asks is not AWS's time, and takes seconds where the machine is busy.
      var client = new FutureTask<>(() -> aws.sts(region));
      client.run();
      var sts = client.get();
      var asking =
          new FutureTask<>(
              () ->
                  sts.getCallerIdentity(
                      request -> request.overrideConfiguration(Clients.ONE_ATTEMPT)));
      Thread.ofVirtual().name("identity").start(asking);
      var longest = profiles.mayTakeLong() ? LONGEST_OF_A_PROCESS : LONGEST;
      var caller = asking.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return told(caller, asked);
    } catch (TimeoutException late) {
      throw new Refusal(unreachable(asked));
    } catch (ExecutionException failed) {
      throw isNoAnswer(failed)
          ? new Refusal(unreachable(asked + ANOTHER))
          : refusal(failed, new Asked(asked, region), profiles);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// A captive portal and some proxies answer with a page of their own, as if all were well.
  private static Identity told(GetCallerIdentityResponse caller, String asked) {
    if (caller.arn() == null || !CALLER.matcher(caller.arn()).matches()) {
      throw new Refusal(unreachable(asked + ANOTHER));
    }
    return new Identity(
        HomeAccount.of(Arn.of(caller.arn())),
        new Person.Caller(caller.arn(), Optional.ofNullable(caller.userId())));
  }

  /// What is no XML is no answer of AWS's.
  private static boolean isNoAnswer(ExecutionException failed) {
    return find(failed, XMLStreamException.class).isPresent()
        && find(failed, AwsServiceException.class).isEmpty();
  }

  /// What was asked, and for which region.
  private record Asked(String host, String region) {}

  private static Refusal refusal(ExecutionException failed, Asked asked, Profiles profiles) {
    var service = find(failed, AwsServiceException.class);
    if (service.isPresent()) {
      return refusal(service.get(), asked.region(), profiles);
    }
    if (Stream.of(
            UnknownHostException.class,
            SocketException.class,
            SocketTimeoutException.class,
            ApiCallTimeoutException.class,
            AbortedException.class)
        .anyMatch(type -> find(failed, type).isPresent())) {
      return new Refusal(unreachable(asked.host()));
    }
    if (failed.getCause() instanceof Error error) {
      throw error;
    }
    return new Refusal(profiles.missing() + ": " + profiles.remedy());
  }

  private static Refusal refusal(AwsServiceException failed, String region, Profiles profiles) {
    var details = Optional.ofNullable(failed.awsErrorDetails());
    var code = details.map(error -> error.errorCode()).orElse("");
    if (details.filter(error -> SIGN_IN.equals(error.serviceName())).isPresent()) {
      return new Refusal(profiles.missing() + ": " + profiles.remedy());
    }
    if (STALE.contains(code)) {
      return new Refusal(
          "AWS does not take these credentials (any more): "
              + profiles.remedy()
              + (UNKNOWN.contains(code)
                  ? ". Or "
                      + region
                      + " is not switched on for this account: name another with --region"
                  : ""));
    }
    // Who asks for its own name needs no right to (API reference, GetCallerIdentity).
    return DENIED.contains(code)
        ? profiles.denied(oneLine(failed))
        : new Refusal(
            "AWS does not tell whose credentials these are: "
                + oneLine(failed)
                + ": "
                + profiles.remedy());
  }

  private static String unreachable(String asked) {
    return "AWS cannot be reached from here ("
        + asked
        + "): look at the network, a VPN or proxy, and the region's name, and run it"
        + " again";
  }

  private static <T extends Throwable> Optional<T> find(Throwable failed, Class<T> type) {
    return Stream.<@Nullable Throwable>iterate(
            failed, error -> error != null, error -> error == null ? null : error.getCause())
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private static String oneLine(AwsServiceException failed) {
    return String.valueOf(
            Optional.ofNullable(failed.awsErrorDetails())
                .map(details -> details.errorMessage())
                .orElse(failed.getMessage()))
        .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
  }
}
