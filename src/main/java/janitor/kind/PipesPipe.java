package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Polls its source until it is gone, so it goes before that; what it is in the middle of makes it
/// refuse.
final class PipesPipe implements ResourceKind {
  static final String TYPE = "AWS::Pipes::Pipe";

  private final Clients clients;

  PipesPipe(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("pipes:ListPipes", "pipes:DeletePipe");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("pipes", "pipe/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .pipes(place.region())
        .listPipesPaginator(request -> request.limit(100))
        .pipes()
        .stream()
        .map(
            pipe -> {
              var resource =
                  Resource.of(TYPE, Arn.of(pipe.arn()), place.region())
                      .name(pipe.name())
                      .createdAt(pipe.creationTime())
                      .fact("state", pipe.currentStateAsString());
              Stream.of(pipe.source(), pipe.target(), String.valueOf(pipe.enrichment()))
                  .flatMap(end -> Answers.arn(end).stream())
                  .map(SchedulerSchedule::unqualified)
                  .forEach(resource::uses);
              return resource.build();
            })
        .toList();
  }

  @Override
  public Deletion delete(Resource pipe, Deadline deadline) {
    if (!pipe.fact("state").equals("DELETING")) {
      clients.pipes(pipe.region()).deletePipe(request -> request.name(pipe.name()));
    }
    return Deletion.ASKED;
  }

  @Override
  public Duration usualWait() {
    return Duration.ofSeconds(10);
  }
}
