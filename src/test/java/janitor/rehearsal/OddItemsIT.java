package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.CloudControlRow;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.HomeAccount;
import janitor.resource.Look;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.cloudcontrol.model.GeneralServiceException;
import software.amazon.awssdk.services.cloudcontrol.model.TypeNotFoundException;
import software.amazon.awssdk.utils.builder.Buildable;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/// Beside everything that AWS lists stands an item of which it told nothing at all: that one is a
/// fault, and the others are there as ever, of every kind.
class OddItemsIT {

  /// Puts an item without any field at the end of every list that comes.
  private static final class Oddity implements ExecutionInterceptor {
    private final AtomicInteger added = new AtomicInteger();

    /// Whether the last item is left without a field, instead of another being added.
    private volatile boolean isBlanking;

    @Override
    public SdkResponse modifyResponse(
        Context.ModifyResponse context, ExecutionAttributes attributes) {
      var builder = context.response().toBuilder();
      return added(context.response(), (SdkPojo) (Object) builder)
          ? builder.build()
          : context.response();
    }

    private boolean added(SdkPojo told, SdkPojo builder) {
      var isChanged = false;
      for (var field : told.sdkFields()) {
        var value = field.getValueOrDefault(told);
        if (value instanceof List<?> items) {
          var odd = odd(field);
          if (odd != null || isText(field)) {
            var more = new ArrayList<Object>(items);
            if (isBlanking && !more.isEmpty()) {
              more.removeLast();
            }
            more.add(odd);
            field.set(builder, more);
            added.incrementAndGet();
            isChanged = true;
          }
        } else if (value instanceof SdkPojo inner && isList(field)) {
          var within = (SdkBuilder<?, ?>) builderOf(inner);
          if (added(inner, (SdkPojo) within)) {
            field.set(builder, within.build());
            isChanged = true;
          }
        }
      }
      return isChanged;
    }

    /// CloudFront puts its lists a level down.
    private static boolean isList(SdkField<?> field) {
      return field.memberName().endsWith("List");
    }

    private static Object builderOf(SdkPojo inner) {
      return ((software.amazon.awssdk.utils.builder.ToCopyableBuilder<?, ?>) inner).toBuilder();
    }

    private static boolean isText(SdkField<?> field) {
      return field
          .getTrait(ListTrait.class)
          .memberFieldInfo()
          .marshallingType()
          .equals(MarshallingType.STRING);
    }

    private static @Nullable Object odd(SdkField<?> field) {
      var member = field.getTrait(ListTrait.class).memberFieldInfo();
      return member.marshallingType().equals(MarshallingType.SDK_POJO)
          ? ((Buildable) member.constructor().get()).build()
          : null;
    }
  }

  /// A reservation without a field holds no instance; an address without an allocation is of
  /// EC2-Classic.
  private static final Set<String> WITHOUT_ITEMS = Set.of("AWS::EC2::Instance", "AWS::EC2::EIP");

  @TempDir static Path folder;
  private static Emulator emulator;
  private static final Oddity ODDITY = new Oddity();
  private static Clients plain;
  private static Clients odd;

  @BeforeAll
  static void seeds() {
    emulator = Emulator.start();
    for (var more : List.of(List.<String>of(), List.of("--day"))) {
      var seeding =
          Stream.concat(
              Stream.of(
                  "seed",
                  "--workshop",
                  "odd" + more.size(),
                  "--region",
                  Emulator.REGION,
                  "--manifest",
                  folder.resolve("manifest.json").toString()),
              more.stream());
      emulator.run("workshop.py", seeding.toArray(String[]::new));
    }
    plain = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    odd =
        new Clients(
            new Calls(),
            builder -> {
              Night.at(emulator, builder);
              builder.overrideConfiguration(
                  builder.overrideConfiguration().toBuilder()
                      .addExecutionInterceptor(ODDITY)
                      .build());
            });
  }

  @AfterAll
  static void ends() {
    plain.close();
    odd.close();
    emulator.close();
  }

  /// Some types Cloud Control lists only below others, some not in this region, and one to none but
  /// old customers.
  private static boolean isListed(ResourceKind kind) {
    if (CloudControlRow.all().stream()
        .anyMatch(row -> row.type().equals(kind.type()) && !row.uses().isListed())) {
      return false;
    }
    try {
      return listing(kind) != null;
    } catch (TypeNotFoundException | GeneralServiceException notHere) {
      return false;
    }
  }

  private static Reading<List<Resource>> listing(ResourceKind kind) {
    var look = new HomeAccount("aws", Emulator.ACCOUNT).look();
    return new Spot(kind, place(look, kind)).listing();
  }

  private static Place place(Look look, ResourceKind kind) {
    return look.at(kind.traits().isGlobal() ? "us-east-1" : Emulator.REGION);
  }

  /// What is asked for by name, and of which the list told nothing, may be there: it is unread, and
  /// not gone.
  @Test
  void whatCameBlankIsNeverGone() {
    var options = Options.looking(Emulator.ACCOUNT);
    var odds = Kinds.all(odd, options);
    var plains = Kinds.all(plain, options);
    var checks = new ArrayList<Executable>();
    for (int i = 0; i < odds.size(); i++) {
      if (!isListed(plains.get(i))) {
        continue;
      }
      var there = listing(plains.get(i)).answer().stream().map(Resource::arn).toList();
      var kind = odds.get(i);
      // A reservation that is blank names no server that it might be.
      if (!there.isEmpty() && !kind.type().equals("AWS::EC2::Instance")) {
        checks.add(() -> assertThat(told(kind, there)).as(kind.type()).containsAll(there));
      }
    }
    ODDITY.isBlanking = true;
    try {
      assertAll(checks);
    } finally {
      ODDITY.isBlanking = false;
    }
  }

  private static Set<Arn> told(ResourceKind kind, List<Arn> arns) {
    var look = new HomeAccount("aws", Emulator.ACCOUNT).look();
    try {
      var reading = kind.read(place(look, kind), arns);
      return Stream.concat(
              reading.answer().stream().map(Resource::arn), reading.unread().keySet().stream())
          .collect(Collectors.toSet());
    } catch (RuntimeException all) {
      return Set.copyOf(arns);
    }
  }

  private static Set<String> arns(Reading<List<Resource>> reading) {
    return reading.answer().stream()
        .map(resource -> resource.arn().toString())
        .collect(Collectors.toSet());
  }

  @Test
  void anItemOfWhichAwsToldNothingIsThatItemsFault() {
    var options = Options.looking(Emulator.ACCOUNT);
    var odds = Kinds.all(odd, options);
    var plains = Kinds.all(plain, options);
    var checks = new ArrayList<Executable>();
    var listed = new AtomicInteger();
    for (int i = 0; i < odds.size(); i++) {
      var kind = plains.get(i);
      var withOdd = odds.get(i);
      if (!isListed(kind)) {
        continue;
      }
      checks.add(
          () -> {
            var healthy = listing(kind);
            listed.addAndGet(healthy.answer().size());
            var before = ODDITY.added.get();
            var reading = listing(withOdd);
            assertThat(arns(reading)).as(kind.type()).isEqualTo(arns(healthy));
            assertThat(ODDITY.added.get()).as(kind.type()).isGreaterThan(before);
            if (!WITHOUT_ITEMS.contains(kind.type())) {
              assertThat(reading.nameless().size() + reading.unread().size())
                  .as(kind.type() + ": told")
                  .isPositive();
            }
          });
    }
    assertAll(checks);
    assertThat(listed.get()).isGreaterThan(odds.size());
  }
}
