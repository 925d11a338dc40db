package janitor.deploy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A function as Lambda runs it: AWS's runtime interface client loads it from its folder, as `sam
/// build` lays it out. The client brings its native library for this machine along
/// (`jni/libaws-lambda-jni.linux-x86_64.so`, `-aarch_64` and the two for musl) and picks by
/// `os.arch`.
public final class RuntimeClient {
  private static final List<String> JARS =
      List.of(
          "aws-lambda-java-runtime-interface-client",
          "aws-lambda-java-serialization",
          "aws-lambda-java-core",
          "utils-lite");

  private RuntimeClient() {}

  /// What starts it.
  ///
  /// @param api as [RuntimeApi#address()] tells it
  /// @param options of the virtual machine
  public static ProcessBuilder of(Path folder, String handler, String api, List<String> options) {
    var command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                options.stream(),
                Stream.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classPath(),
                    "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                    handler))
            .flatMap(words -> words)
            .toList();
    var running = new ProcessBuilder(command).directory(folder.toFile());
    running
        .environment()
        .putAll(
            Map.of(
                "AWS_LAMBDA_RUNTIME_API", api,
                "_HANDLER", handler,
                "LAMBDA_TASK_ROOT", folder.toString(),
                "AWS_LAMBDA_FUNCTION_NAME", "janitor",
                "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                "AWS_LAMBDA_LOG_GROUP_NAME", "/workshop-janitor/janitor",
                "AWS_LAMBDA_LOG_STREAM_NAME", "1",
                "AWS_LAMBDA_LOG_FORMAT", "JSON"));
    return running;
  }

  /// The jars of Lambda's own runtime, which know nothing of the package.
  private static String classPath() {
    var all = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    var jars =
        all.stream()
            .filter(
                text -> JARS.stream().anyMatch(Path.of(text).getFileName().toString()::startsWith))
            .toList();
    if (jars.size() < 2) {
      throw new IllegalStateException("the class path has no runtime interface client: " + all);
    }
    return String.join(File.pathSeparator, jars);
  }
}
