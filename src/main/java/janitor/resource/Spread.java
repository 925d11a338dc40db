package janitor.resource;

import java.util.List;

/// What only a kind can of which one member of a stack may stand in several regions: the stack
/// lists it once, and takes all of it along.
public interface Spread extends ResourceKind {

  /// Where else a member stands.
  ///
  /// @param type the CloudFormation type as which its stack lists it
  /// @param member in the region of the stack
  List<Arn> elsewhere(Place place, String type, Arn member);
}
