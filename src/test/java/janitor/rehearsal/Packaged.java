package janitor.rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import janitor.JanitorHandler;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Time;
import janitor.sweep.Journal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The handler out of the package that Lambda gets, in this process: what it runs on is the package
/// and Java, and nothing of the class path of the tests. It is handed a clock that jumps, as its
/// neighbours on the class path are, and asks AWS where the settings of the machine point.
final class Packaged {
  private final ClassLoader loader;

  private Packaged(ClassLoader loader) {
    this.loader = loader;
  }

  /// The package that `janitor.package` names, as `mvn verify` does; none: the class path it is.
  static Optional<Packaged> named() {
    return Optional.ofNullable(Only.NAMED);
  }

  /// One for all: as in Lambda, the next invocation finds what the last one left.
  private static final class Only {
    private static final @Nullable Packaged NAMED = open();

    private static @Nullable Packaged open() {
      var folder = System.getProperty("janitor.package");
      return folder == null ? null : new Packaged(of(Path.of(folder)));
    }
  }

  private static ClassLoader of(Path folder) {
    try (var jars = Files.list(folder.resolve("lib"))) {
      var urls =
          Stream.concat(Stream.of(folder), jars.sorted()).map(Packaged::url).toArray(URL[]::new);
      return new URLClassLoader("package", urls, ClassLoader.getPlatformClassLoader());
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Sends the event through the handler as Lambda would.
  ///
  /// @return its answer
  String answer(
      Emulator emulator,
      Map<String, String> environment,
      FastTime time,
      String event,
      Context context) {
    // As its environment would say; that of a process cannot be changed from within.
    System.setProperty("aws.endpointUrl", emulator.endpoint().toString());
    System.setProperty("aws.accessKeyId", "rehearsal");
    System.setProperty("aws.secretAccessKey", "rehearsal");
    var thread = Thread.currentThread();
    var ours = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      var ambient = type(Clients.class).getMethod("ambient", type(Calls.class));
      Function<Object, @Nullable Object> clients = calls -> called(ambient, null, calls);
      var handler =
          type(JanitorHandler.class)
              .getConstructor(Map.class, type(Time.class), Function.class, type(Journal.class))
              .newInstance(environment, like(Time.class, time), clients, silent(Journal.class));
      var handle =
          handler
              .getClass()
              .getMethod(
                  "handleRequest", InputStream.class, OutputStream.class, type(Context.class));
      var output = new ByteArrayOutputStream();
      called(
          handle,
          handler,
          new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
          output,
          like(Context.class, context));
      return output.toString(StandardCharsets.UTF_8);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("the package has another handler", other);
    } finally {
      thread.setContextClassLoader(ours);
    }
  }

  private Class<?> type(Class<?> ours) throws ClassNotFoundException {
    return Class.forName(ours.getName(), true, loader);
  }

  /// The package's own type of the same name, behind which ours answers.
  private Object like(Class<?> ours, Object answers) throws ClassNotFoundException {
    return Proxy.newProxyInstance(
        loader,
        new Class<?>[] {type(ours)},
        (_, method, arguments) ->
            called(
                ours.getMethod(method.getName(), method.getParameterTypes()), answers, arguments));
  }

  private Object silent(Class<?> ours) throws ClassNotFoundException {
    return Proxy.newProxyInstance(loader, new Class<?>[] {type(ours)}, (_, _, _) -> null);
  }

  private static @Nullable Object called(
      Method method, @Nullable Object on, @Nullable Object @Nullable ... arguments) {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
