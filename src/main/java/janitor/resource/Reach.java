package janitor.resource;

import java.util.Locale;

/// How far the janitor reaches: what it looks for, and has the rights for. What carries the tag and
/// is beyond is told, and stays.
public enum Reach {
  /// Every kind that there is.
  ALL,
  /// No servers, networks, databases, models and notebooks, and nothing of Cloud Control's.
  SERVERLESS;

  /// As the setting has it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Why what is of a type beyond stays.
  public String beyond(String type) {
    return type + " is beyond Reach=" + word();
  }
}
