package janitor.plan;

import janitor.resource.Resource;

/// Which protections the janitor may lift.
public enum LiftProtection {
  /// Those of Cognito, whose console sets them by itself.
  COGNITO,
  ALL,
  NONE;

  boolean lifts(Resource resource) {
    return lifts(resource.type());
  }

  /// Whether a night lifts the protection of such a thing.
  public boolean lifts(String type) {
    return switch (this) {
      case COGNITO -> type.startsWith("AWS::Cognito::");
      case ALL -> true;
      case NONE -> false;
    };
  }
}
