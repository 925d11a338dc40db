package janitor.localstack;

import cloud.localstack.Localstack;
import cloud.localstack.docker.annotation.LocalstackDockerConfiguration;
import java.io.IOException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Starts LocalStack before the first test and stops it after the last, if there is a Docker.
public final class LocalStackSession implements LauncherSessionListener {
  private static final String ENDPOINT = "janitor.emulator.endpoint";

  private boolean isRunning;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!hasDocker()) {
      System.out.println("LocalStack needs Docker, which does not run here: its tests are skipped");
      System.setProperty(ENDPOINT, "none");
      return;
    }
    Localstack.INSTANCE.startup(LocalstackDockerConfiguration.DEFAULT);
    isRunning = true;
    // By its address: with a name, S3 falls back to virtual hosts.
    System.setProperty(
        ENDPOINT, Localstack.INSTANCE.getEndpointDynamoDB().replace("localhost", "127.0.0.1"));
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (isRunning) {
      Localstack.INSTANCE.stop();
    }
  }

  private static boolean hasDocker() {
    try {
      return new ProcessBuilder("docker", "info")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
