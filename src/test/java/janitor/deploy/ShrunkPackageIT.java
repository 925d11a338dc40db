package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InterfaceMethodRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What was taken out of the jars is not missed: the package beside the jars that it was made of,
/// class by class, by what the virtual machine would look for.
final class ShrunkPackageIT {
  private static final Path PACKAGE = Path.of("target", "package");
  private static final Path JARS = Path.of("target", "jars");
  private static final Path ZIP = Path.of("target", "janitor.zip");

  /// What a Lambda may be uploaded as is 50 MB; this is the project's own goal.
  private static final long MOST = 30_000_000;

  private static Content original;
  private static Content shrunk;

  /// Classes by their internal name, and all else by jar and name.
  private record Content(
      Map<String, ClassModel> classes, Map<String, Map<String, byte[]>> resources) {

    static Content of(Path own, Path jars) throws IOException {
      var content = new Content(new HashMap<>(), new TreeMap<>());
      try (var tree = Files.walk(own)) {
        for (var file : tree.filter(path -> path.toString().endsWith(".class")).toList()) {
          content.add(Files.readAllBytes(file));
        }
      }
      try (var files = Files.list(jars)) {
        for (var file : files.toList()) {
          content.read(file);
        }
      }
      return content;
    }

    private void read(Path file) throws IOException {
      var others = new TreeMap<String, byte[]>();
      try (var jar = new JarFile(file.toFile())) {
        for (var entry : jar.stream().filter(one -> !one.isDirectory()).toList()) {
          var bytes = jar.getInputStream(entry).readAllBytes();
          if (!entry.getName().endsWith(".class")) {
            others.put(entry.getName(), bytes);
          } else if (!entry.getName().startsWith("META-INF/")
              && !entry.getName().endsWith("module-info.class")) {
            add(bytes);
          }
        }
      }
      resources.put(file.getFileName().toString(), others);
    }

    private void add(byte[] bytes) {
      var model = ClassFile.of().parse(bytes);
      classes.put(model.thisClass().asInternalName(), model);
    }

    /// Java's own classes are in both.
    Optional<ClassModel> find(String name) {
      return Optional.ofNullable(classes.get(name))
          .or(() -> JAVA.computeIfAbsent(name, Content::ofJava));
    }

    private static final Map<String, Optional<ClassModel>> JAVA = new HashMap<>();

    private static Optional<ClassModel> ofJava(String name) {
      try (var stream = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
        return stream == null
            ? Optional.empty()
            : Optional.of(ClassFile.of().parse(stream.readAllBytes()));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /// Itself, and all that it extends and implements.
    Stream<ClassModel> family(String name) {
      return find(name).stream()
          .flatMap(type -> Stream.concat(Stream.of(type), parents(type).flatMap(this::family)));
    }

    static Stream<String> parents(ClassModel type) {
      return Stream.concat(type.superclass().stream(), type.interfaces().stream())
          .map(ClassEntry::asInternalName);
    }

    /// The class that has the member which a reference to this one means.
    Optional<String> owner(String name, String member) {
      return family(name)
          .filter(type -> members(type).contains(member))
          .map(type -> type.thisClass().asInternalName())
          .findFirst();
    }

    private static final Map<ClassModel, Set<String>> MEMBERS = new HashMap<>();

    static Set<String> members(ClassModel type) {
      return MEMBERS.computeIfAbsent(
          type,
          _ ->
              Stream.concat(
                      type.methods().stream().map(Content::signature),
                      type.fields().stream()
                          .map(
                              field ->
                                  field.fieldName().stringValue()
                                      + " "
                                      + field.fieldType().stringValue()))
                  .collect(Collectors.toSet()));
    }

    static String signature(MethodModel method) {
      return method.methodName().stringValue() + method.methodType().stringValue();
    }

    static boolean isInherited(MethodModel method) {
      var flags = method.flags();
      return !flags.has(AccessFlag.PRIVATE)
          && !flags.has(AccessFlag.STATIC)
          && !method.methodName().stringValue().startsWith("<");
    }
  }

  @BeforeAll
  static void read() throws IOException {
    original = Content.of(Path.of("target", "classes"), JARS);
    shrunk = Content.of(PACKAGE, PACKAGE.resolve("lib"));
    assertThat(original.classes()).hasSizeGreaterThan(40_000);
  }

  /// Its command line, and the clients of profiles that only people have.
  @Test
  void whatOnlyALaptopNeedsIsNotInIt() {
    var laptop =
        Pattern.compile(
            "janitor/(laptop|tag|terminal)/.*|picocli/.*"
                + "|software/amazon/awssdk/services/(sso|ssooidc|signin)/.*");
    assertThat(original.classes().keySet()).anyMatch(laptop.asMatchPredicate());
    assertThat(shrunk.classes().keySet()).noneMatch(laptop.asMatchPredicate());
  }

  /// As `ServiceLoader` and the SDK's `ClasspathInterceptorChainFactory` do.
  @Test
  void whatAFileNamesIsThereWithTheFile() {
    var checked = new ArrayList<String>();
    original
        .resources()
        .forEach(
            (jar, files) ->
                files.forEach(
                    (name, content) -> {
                      if (name.matches("META-INF/services/[^/]+|.*/execution\\.interceptors")) {
                        checked.add(name);
                        assertThat(shrunk.resources().getOrDefault(jar, Map.of()).get(name))
                            .as(name + " in " + jar)
                            .isEqualTo(content);
                        new String(content, StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .forEach(
                                text ->
                                    assertThat(shrunk.owner(text.replace('.', '/'), "<init>()V"))
                                        .as(name + " in " + jar + " names " + text)
                                        .contains(text.replace('.', '/')));
                      }
                    }));
    assertThat(checked)
        .contains(
            "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
            "META-INF/services/software.amazon.awssdk.http.SdkHttpService");
  }

  /// `Class.forName`, whoever calls it in the end.
  @Test
  void whatATextNamesIsThere() {
    var missing = new TreeSet<String>();
    shrunk
        .classes()
        .values()
        .forEach(
            type ->
                type.constantPool()
                    .forEach(
                        entry -> {
                          if (entry instanceof StringEntry text) {
                            var name = text.stringValue().replace('.', '/');
                            if (name.indexOf('/') > 0
                                && original.classes().containsKey(name)
                                && !shrunk.classes().containsKey(name)) {
                              missing.add(name + ", in " + type.thisClass().asInternalName());
                            }
                          }
                        }));
    assertThat(missing).isEmpty();
  }

  /// No `NoClassDefFoundError`, no `NoSuchMethodError`, no `NoSuchFieldError`.
  @Test
  void whatCodeRefersToIsThere() {
    var missing = new TreeSet<String>();
    shrunk
        .classes()
        .values()
        .forEach(
            one ->
                one.constantPool()
                    .forEach(
                        entry -> {
                          var lost =
                              switch (entry) {
                                case ClassEntry type -> lostType(type);
                                case MemberRefEntry member -> lostMember(member);
                                default -> null;
                              };
                          if (lost != null) {
                            missing.add(lost + ", in " + one.thisClass().asInternalName());
                          }
                        }));
    assertThat(missing).isEmpty();
  }

  private static @Nullable String lostType(ClassEntry type) {
    var name = type.asInternalName().replaceFirst("^\\[+L(.*);$", "$1");
    return original.classes().containsKey(name) && !shrunk.classes().containsKey(name)
        ? name
        : null;
  }

  private static @Nullable String lostMember(MemberRefEntry member) {
    var owner = member.owner().asInternalName();
    var name = member.name().stringValue();
    var type = member.type().stringValue();
    var isMethod = member instanceof MethodRefEntry || member instanceof InterfaceMethodRefEntry;
    var signature = isMethod ? name + type : name + " " + type;
    var before = original.owner(owner, signature);
    return before.isPresent() && !before.equals(shrunk.owner(owner, signature))
        ? owner + "." + signature
        : null;
  }

  /// No `AbstractMethodError`, and no parent that answers where a child did: a call goes where it
  /// went. Default methods of interfaces are methods like others here.
  @Test
  void whatWasOverriddenStillIs() {
    var missing = new TreeSet<String>();
    shrunk
        .classes()
        .forEach(
            (name, type) -> {
              var there = Content.members(type);
              var parents =
                  Content.parents(type)
                      .flatMap(shrunk::family)
                      .distinct()
                      .flatMap(parent -> parent.methods().stream())
                      .filter(Content::isInherited)
                      .map(Content::signature)
                      .collect(Collectors.toSet());
              original.find(name).orElseThrow().methods().stream()
                  .filter(Content::isInherited)
                  .filter(method -> !method.flags().has(AccessFlag.ABSTRACT))
                  .map(Content::signature)
                  .filter(method -> parents.contains(method) && !there.contains(method))
                  .forEach(method -> missing.add(name + "." + method));
            });
    assertThat(missing).isEmpty();
  }

  @Test
  void whoMadeItUnderWhichTermsIsSaidStill() {
    var checked = new ArrayList<String>();
    shrunk
        .resources()
        .forEach(
            (jar, files) ->
                original
                    .resources()
                    .getOrDefault(jar, Map.of())
                    .forEach(
                        (name, content) -> {
                          if (name.toUpperCase(java.util.Locale.ROOT)
                              .matches(".*(LICEN[SC]E|NOTICE|COPYING).*")) {
                            checked.add(name);
                            assertThat(files.get(name)).as(name + " in " + jar).isEqualTo(content);
                          }
                        }));
    assertThat(checked).hasSizeGreaterThan(shrunk.resources().size());
  }

  /// It is uploaded as it is, by hand or by a pipeline: what is too big there is seen here.
  @Test
  void theZipHoldsThePackageInOrderAndWithOneTime() throws IOException {
    assertThat(Files.size(ZIP)).isLessThan(MOST);
    try (var zip = new ZipFile(ZIP.toFile());
        var tree = Files.walk(PACKAGE)) {
      var names =
          tree.filter(Files::isRegularFile)
              .map(file -> PACKAGE.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList();
      assertThat(zip.stream().map(ZipEntry::getName).toList()).isEqualTo(names);
      assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
      for (var name : names) {
        assertThat(zip.getInputStream(zip.getEntry(name)).readAllBytes())
            .isEqualTo(Files.readAllBytes(PACKAGE.resolve(name)));
      }
    }
  }
}
