package janitor.resource;

/// What the ARN of an Auto Scaling group tells, which the Resource Groups Tagging API does not take
/// (its guide, "Supported services"): Auto Scaling tags by name.
public final class ScalingGroup {

  /// How Auto Scaling's own tags say what they are on (API reference, Tag).
  public static final String RESOURCE_TYPE = "auto-scaling-group";

  private ScalingGroup() {}

  public static boolean is(Arn arn) {
    return arn.names("autoscaling", "autoScalingGroup:");
  }

  /// `autoScalingGroup:UUID:autoScalingGroupName/NAME`; a name may hold a slash.
  public static String nameOf(Arn group) {
    return group.resource().replaceFirst("^[^/]*/", "");
  }
}
