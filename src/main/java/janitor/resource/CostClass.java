package janitor.resource;

/// What a forgotten thing of a kind costs, used or not, at the size that workshops make it: an
/// order to tell things in, not a bill.
public enum CostClass {
  /// Ten dollars and more.
  TENS_A_DAY("tens of dollars a day or more"),
  DOLLARS_A_DAY("dollars a day"),
  /// One to thirty.
  DOLLARS_A_MONTH("dollars a month"),
  CENTS_A_MONTH("cents a month"),
  NOTHING("nothing while unused");

  private final String words;

  CostClass(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
