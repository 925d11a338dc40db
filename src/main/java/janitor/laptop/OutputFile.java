package janitor.laptop;

import janitor.settings.Refusal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file to write: whether it can be is known before anything is touched.
///
/// @param what it gets, as `the plan`
record OutputFile(String what, Path path) {

  /// Refuses what cannot be written.
  ///
  /// @throws Refusal naming what to write instead
  void check() {
    var folder = path.toAbsolutePath().getParent();
    if (Files.isDirectory(path)) {
      throw new Refusal(path + " is a folder: name a file for " + what);
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new Refusal(
          what + " cannot be written to " + path + ": name a file in a folder that is there");
    }
    if (!Files.isWritable(Files.exists(path) ? path : folder)) {
      throw new Refusal(what + " cannot be written to " + path + ": you may not write there");
    }
  }

  /// Refuses what is there already, too.
  void checkNew() {
    check();
    if (Files.exists(path)) {
      throw taken();
    }
  }

  /// Writes it, over what is there.
  void write(String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException failed) {
      throw new Refusal(why(failed));
    }
  }

  /// Writes it to a new file.
  void writeNew(String text) {
    try {
      Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException there) {
      throw taken();
    } catch (IOException failed) {
      throw new Refusal(why(failed));
    }
  }

  private Refusal taken() {
    return new Refusal(path + " is there already, and is not written over: name another file");
  }

  private String why(IOException failed) {
    var reason =
        switch (failed) {
          case NoSuchFileException _ -> "its folder is not there";
          case AccessDeniedException _ -> "you may not write there";
          default -> String.valueOf(failed.getMessage());
        };
    return what + " cannot be written to " + path + ": " + reason;
  }
}
