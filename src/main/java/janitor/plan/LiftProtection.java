package janitor.plan;

import janitor.resource.Resource;

/// Which protections the janitor may lift.
public enum LiftProtection {
  /// Those of Cognito, whose console sets them by itself.
  COGNITO,
  ALL,
  NONE;

  boolean lifts(Resource resource) {
    return switch (this) {
      case COGNITO -> resource.type().startsWith("AWS::Cognito::");
      case ALL -> true;
      case NONE -> false;
    };
  }
}
