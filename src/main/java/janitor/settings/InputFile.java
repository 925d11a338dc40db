package janitor.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file, or standard input, that somebody has to give: what is wrong with it is said in a line.
public final class InputFile {
  private InputFile() {}

  /// The text of it.
  ///
  /// @param what it is, as `the event`
  /// @throws Refusal if it cannot be read as text, or is empty
  public static String text(String what, Path file) {
    if (Files.isDirectory(file)) {
      throw new Refusal(file + " is a folder: name a file in it as " + what);
    }
    try {
      return text(what, file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw new Refusal("there is no file " + file + " for " + what);
    } catch (AccessDeniedException denied) {
      throw new Refusal("you may not read " + file + ": chmod u+r, or name another file");
    } catch (IOException failed) {
      throw new Refusal(file + " cannot be read: " + failed.getMessage());
    }
  }

  /// The text that comes in.
  ///
  /// @param what it is, as `the event`
  /// @throws Refusal if it is no text, or is empty
  public static String text(String what, InputStream in) {
    try {
      return text(what, "standard input", in.readAllBytes());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String text(String what, String name, byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        throw new Refusal(name + " is empty: as " + what + " write at least {}");
      }
      // Windows puts one before what is UTF-8 anyway.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException malformed) {
      throw new Refusal(
          name
              + " is not UTF-8"
              + (isWide(bytes) ? ", but UTF-16, as PowerShell's > writes it" : "")
              + ": save it as UTF-8");
    }
  }

  private static boolean isWide(byte[] bytes) {
    return bytes.length > 1
        && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
            || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
  }
}
