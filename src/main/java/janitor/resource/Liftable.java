package janitor.resource;

/// What only a kind can whose things have a protection that one call takes off, as it does where
/// they go alone. CloudFormation lifts none: it is refused as anybody is (Cognito's guide, "User
/// pool deletion protection"; RDS's, "Deleting a DB instance"), and ends in DELETE_FAILED once half
/// of the stack is gone, or goes on for hours (aws/containers-roadmap 2862, aws-cdk 18179: servers
/// protected from scale-in).
public interface Liftable extends ResourceKind {

  /// Takes off the protection with which the thing was read, right before its whole goes. Only
  /// [Resource.Builder#liftable] tells that it can.
  void lift(Resource member);
}
