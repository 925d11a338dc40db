package janitor.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a link holds: 256 random bits. Nothing prints it by accident.
public final class Token {
  private static final int BYTES = 32;

  /// 32 bytes are 42 digits of six bits, and one of four: its last two bits are none.
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  public static Token random(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// Empty where the text cannot be one.
  public static Optional<Token> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Token(text)) : Optional.empty();
  }

  /// What the link ends in.
  public String secret() {
    return text;
  }

  public String hash() {
    return HexFormat.of().formatHex(sha256(text));
  }

  /// In a time that does not tell how much of it is right.
  public boolean matches(String other) {
    return MessageDigest.isEqual(sha256(text), sha256(other));
  }

  public boolean opens(Invitation invitation) {
    return MessageDigest.isEqual(
        hash().getBytes(StandardCharsets.US_ASCII),
        invitation.hash().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "a token";
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
