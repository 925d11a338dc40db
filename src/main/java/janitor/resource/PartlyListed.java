package janitor.resource;

import java.util.List;

/// A list of which some items could not be understood: AWS left out what it documents as always
/// there, or wrote it in a way that nobody knew. They have no ARN to be named by, so whoever asked
/// for one thing and does not find it among the others cannot say that it is not there.
///
/// Thrown, so that what does not know of it takes the whole list for unread; [Spot#listing] and
/// what it is asked by make a [Reading] of it.
public final class PartlyListed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Resource> others;
  private final transient List<RuntimeException> causes;

  /// With what there is.
  ///
  /// @param others the items that could be understood
  /// @param causes one for each of those that could not
  public PartlyListed(List<Resource> others, List<RuntimeException> causes) {
    super(causes.getFirst().getMessage(), causes.getFirst());
    this.others = List.copyOf(others);
    this.causes = List.copyOf(causes);
  }

  List<Resource> others() {
    return others;
  }

  List<RuntimeException> causes() {
    return causes;
  }
}
