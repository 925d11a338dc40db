package janitor.report;

import janitor.resource.Arn;

/// What carries a few words to whoever subscribed to it.
public interface Topic {

  Arn arn();

  /// How many have confirmed that they want to be told. The others get nothing.
  int readers();

  /// Tells them.
  ///
  /// @return the id under which it was accepted
  String publish(Bulletin bulletin);
}
