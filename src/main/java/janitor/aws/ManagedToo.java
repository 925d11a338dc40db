package janitor.aws;

import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Asks EC2 for what other services manage as well.
///
/// By default an account hides servers, interfaces and volumes that a service of AWS keeps (EKS's
/// Auto Mode, ECS's Managed Instances, WorkSpaces) from every list (EC2's API reference,
/// GetManagedResourceVisibility). Not seen, they would hold no network, and it would go from under
/// them: AWS refuses the deletion of a NAT gateway for nobody behind it. The SDK has no member for
/// `IncludeManagedResources` yet.
final class ManagedToo implements ExecutionInterceptor {
  private static final Set<String> LISTS =
      Set.of(
          "DescribeInstances",
          "DescribeLaunchTemplates",
          "DescribeLaunchTemplateVersions",
          "DescribeNetworkInterfaces",
          "DescribeVolumes");

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return "Ec2".equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
            && LISTS.contains(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))
        ? context.httpRequest().toBuilder()
            .putRawQueryParameter("IncludeManagedResources", "true")
            .build()
        : context.httpRequest();
  }
}
