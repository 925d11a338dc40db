package janitor.resource;

/// What a forgotten thing of a kind costs, used or not, at the size that workshops make it: an
/// order to tell things in, not a bill.
public enum CostClass {
  /// Ten dollars and more.
  TENS_A_DAY("tens of dollars a day or more", "$10+ a day"),
  DOLLARS_A_DAY("dollars a day", "$ a day"),
  /// One to thirty.
  DOLLARS_A_MONTH("dollars a month", "$ a month"),
  CENTS_A_MONTH("cents a month", "cents"),
  NOTHING("nothing while unused", "");

  private final String words;
  private final String sign;

  CostClass(String words, String sign) {
    this.words = words;
    this.sign = sign;
  }

  /// Whether somebody may want to know.
  public boolean isWorthAWord() {
    return compareTo(CENTS_A_MONTH) < 0;
  }

  /// For a column of a table; may be empty.
  public String sign() {
    return sign;
  }

  public String words() {
    return words;
  }
}
