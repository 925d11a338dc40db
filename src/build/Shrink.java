import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import proguard.AppView;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.classfile.AccessConstants;
import proguard.classfile.ClassConstants;
import proguard.classfile.ClassPool;
import proguard.classfile.Clazz;
import proguard.classfile.LibraryClass;
import proguard.classfile.Method;
import proguard.classfile.ProgramClass;
import proguard.classfile.ProgramMethod;
import proguard.classfile.attribute.visitor.AllAttributeVisitor;
import proguard.classfile.attribute.visitor.AttributeNameFilter;
import proguard.classfile.attribute.visitor.NonEmptyAttributeFilter;
import proguard.classfile.attribute.visitor.RequiredAttributeFilter;
import proguard.classfile.constant.Constant;
import proguard.classfile.constant.StringConstant;
import proguard.classfile.constant.visitor.ConstantVisitor;
import proguard.classfile.io.LibraryClassReader;
import proguard.classfile.io.ProgramClassReader;
import proguard.classfile.io.ProgramClassWriter;
import proguard.classfile.util.ClassReferenceInitializer;
import proguard.classfile.util.ClassSubHierarchyInitializer;
import proguard.classfile.util.ClassSuperHierarchyInitializer;
import proguard.classfile.util.ClassUtil;
import proguard.classfile.visitor.AllMethodVisitor;
import proguard.classfile.visitor.ClassAccessFilter;
import proguard.classfile.visitor.ClassCleaner;
import proguard.classfile.visitor.ClassHierarchyTraveler;
import proguard.classfile.visitor.ClassPoolFiller;
import proguard.classfile.visitor.ConcreteClassDownTraveler;
import proguard.classfile.visitor.MemberAccessFilter;
import proguard.classfile.visitor.MemberVisitor;
import proguard.classfile.visitor.MultiClassVisitor;
import proguard.classfile.visitor.NamedMethodVisitor;
import proguard.classfile.visitor.ProgramClassFilter;
import proguard.mark.Marker;
import proguard.obfuscate.AttributeShrinker;
import proguard.obfuscate.AttributeUsageMarker;
import proguard.shrink.ClassShrinker;
import proguard.shrink.ClassUsageMarker;
import proguard.shrink.SimpleUsageMarker;
import proguard.shrink.UsageMarker;
import proguard.shrink.UsedClassFilter;

/// Makes the package for Lambda: the project's classes as they are, and beside them each jar with
/// no more than what they reach. ProGuard's shrinker does it, no code is changed, nothing is
/// renamed.
///
/// ProGuard as it comes keeps nearly every model of every AWS client. Where an interface's method
/// is called, it keeps the default methods of all interfaces below, whether anything that is used
/// implements them or not. Each request's `Builder` has such a method (a bridge, since it narrows
/// what `overrideConfiguration` returns), and with it come the request, its fields, and their
/// types. [Reach] waits until the interface is implemented by something used.
///
/// What is found by name is kept as well: what `META-INF/services` and the SDK's
/// `execution.interceptors` name, and each class whose full name is a text in code that is kept.
final class Shrink {
  private static final String CLASS = ".class";

  /// What the classes of the jars refer to of Java itself.
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.unsupported");

  /// Of a jar's own folder: what is found by name, and who made it under which terms.
  private static final Pattern STAYS_IN_META_INF =
      Pattern.compile("META-INF/(services/[^/]+|[^/]*(LICENSE|NOTICE)[^/]*)");

  /// What says by name which classes are to be made, one a line.
  private static final Pattern NAMES_CLASSES =
      Pattern.compile("META-INF/services/[^/]+|.*/execution\\.interceptors");

  /// What only a laptop runs of the project; see `ArchitectureTest` for who does not know it.
  private static final Pattern LAPTOP = Pattern.compile("janitor/(laptop|tag|terminal)/.*");

  /// A trace is told with lines; nobody reads the types of local variables.
  private static final List<String> ATTRIBUTES =
      List.of(
          "AnnotationDefault",
          "BootstrapMethods",
          "EnclosingMethod",
          "Exceptions",
          "InnerClasses",
          "LineNumberTable",
          "NestHost",
          "NestMembers",
          "PermittedSubclasses",
          "Record",
          "RuntimeVisible*",
          "Signature",
          "SourceFile",
          "StackMapTable");

  /// The earliest that a zip can say.
  private static final LocalDateTime MADE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Folders folders;
  private final AppView view = new AppView();

  /// Where all is.
  ///
  /// @param rules what is kept, besides what is reached
  /// @param classes of the project
  /// @param jars as the project depends on them
  /// @param target the classes of the package
  /// @param lib the jars of the package
  /// @param zip the package as one file
  /// @param isForLaptop whether a laptop is to run it: the last word `laptop`
  private record Folders(
      Path rules, Path classes, Path jars, Path target, Path lib, Path zip, boolean isForLaptop) {
    static Folders of(String[] args) {
      var paths = Stream.of(args).map(Path::of).toList();
      return new Folders(
          paths.get(0),
          paths.get(1),
          paths.get(2),
          paths.get(3),
          paths.get(4),
          paths.get(5),
          args.length > 6 && args[6].equals("laptop"));
    }

    boolean leavesOut(Path file) {
      return !isForLaptop && LAPTOP.matcher(slashes(classes.relativize(file))).matches();
    }
  }

  private record Jar(
      String name, Map<String, ProgramClass> classes, TreeMap<String, byte[]> resources) {}

  private Shrink(Folders folders) {
    this.folders = folders;
  }

  public static void main(String[] args) throws Exception {
    // ProGuard's log, of which nothing is of interest here.
    System.setProperty(
        "log4j2.loggerContextFactory",
        "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
    var failed = new ArrayList<Throwable>();
    // It follows calls by calling itself.
    var deep = new Thread(null, () -> run(Folders.of(args)), "shrink", 1L << 30);
    deep.setUncaughtExceptionHandler((_, failure) -> failed.add(failure));
    deep.start();
    deep.join();
    if (!failed.isEmpty()) {
      failed.getFirst().printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Folders folders) {
    try {
      var begun = Instant.now();
      var note = folders.zip().resolveSibling(folders.zip().getFileName() + ".inputs");
      var inputs = fingerprint(folders);
      if (Files.exists(note) && Files.readString(note).equals(inputs + made(folders))) {
        System.out.println("The package is as it was: nothing that it is made of has changed.");
        return;
      }
      Files.deleteIfExists(note);
      System.out.println(new Shrink(folders).shrink());
      Files.writeString(note, inputs + made(folders));
      System.out.printf(
          Locale.ROOT,
          "That took %.1f s.%n",
          Duration.between(begun, Instant.now()).toMillis() / 1e3);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private String shrink() throws IOException {
    var configuration = configuration(folders.rules());
    var own = own();
    var jars = jars();
    var before = view.programClassPool.size();
    readJava();
    connect();
    new Marker(configuration).execute(view);
    dropAttributes();
    var kept = keptOf(jars, configuration);
    var left = new ArrayList<String>();
    clear(folders.lib());
    for (var jar : jars) {
      if (!write(jar, kept)) {
        left.add(jar.name());
      }
    }
    if (folders.target().equals(folders.classes())) {
      for (var file : files(folders.classes())) {
        if (!own.contains(file)) {
          delete(file);
        }
      }
    } else {
      copy(own);
    }
    zip();
    return String.format(
        Locale.ROOT,
        "The package: %,d of %,d classes, in %d jars; as a zip %.1f MB.%nNothing is used of %s.",
        kept.size(),
        before,
        jars.size() - left.size(),
        Files.size(folders.zip()) / 1e6,
        String.join(", ", left));
  }

  private static Configuration configuration(Path rules) throws IOException {
    var configuration = new Configuration();
    configuration.optimize = false;
    configuration.obfuscate = false;
    configuration.warn = List.of();
    configuration.note = List.of();
    try (var parser = new ConfigurationParser(rules.toFile(), System.getProperties())) {
      parser.parse(configuration);
    } catch (proguard.ParseException wrong) {
      throw new IllegalArgumentException(wrong);
    }
    return configuration;
  }

  /// Reads the project's classes, Lambda's without the laptop's.
  ///
  /// @return all of its files that belong into the package
  private List<Path> own() throws IOException {
    var all = files(folders.classes()).stream().filter(file -> !folders.leavesOut(file)).toList();
    for (var file : all) {
      if (file.toString().endsWith(CLASS)) {
        add(read(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private List<Jar> jars() throws IOException {
    var jars =
        files(folders.jars()).parallelStream()
            .filter(file -> file.toString().endsWith(".jar"))
            .map(Shrink::read)
            .toList();
    jars.forEach(jar -> jar.classes().values().forEach(this::add));
    return jars;
  }

  private void add(ProgramClass one) {
    if (view.programClassPool.getClass(one.getName()) != null) {
      throw new IllegalStateException(
          "two have a class "
              + one.getName()
              + "; of two versions of a jar, `mvn clean` removes one");
    }
    view.programClassPool.addClass(one);
  }

  /// What is of other versions of Java (`META-INF/versions`) is left out: what it stands for is
  /// there.
  private static Jar read(Path file) {
    var classes = new TreeMap<String, ProgramClass>();
    var resources = new TreeMap<String, byte[]>();
    try (var jar = new JarFile(file.toFile())) {
      for (var entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        var name = entry.getName();
        if (!entry.isDirectory()
            && !name.startsWith("META-INF/versions/")
            && !name.equals("module-info.class")) {
          var bytes = jar.getInputStream(entry).readAllBytes();
          if (name.endsWith(CLASS)) {
            classes.put(name, read(bytes));
          } else {
            resources.put(name, bytes);
          }
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new Jar(file.getFileName().toString(), classes, resources);
  }

  private static ProgramClass read(byte[] bytes) {
    var one = new ProgramClass();
    one.accept(new ProgramClassReader(new DataInputStream(new ByteArrayInputStream(bytes))));
    return one;
  }

  /// The Java that runs this: a JDK need not have a folder `jmods`.
  private void readJava() throws IOException {
    var modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
    for (var module : MODULES) {
      for (var file : files(modules.resolve(module))) {
        if (file.toString().endsWith(CLASS)) {
          var one = new LibraryClass();
          var bytes = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
          one.accept(new LibraryClassReader(bytes, false, false));
          if (one.getName() != null) {
            view.libraryClassPool.addClass(one);
          }
        }
      }
    }
  }

  /// As ProGuard's own `Initializer`, save its checks of the rules, which take longer than all
  /// else. Of `Class.forName` it knows no more than [Named] does.
  private void connect() {
    var program = view.programClassPool;
    var library = view.libraryClassPool;
    var parents = new ClassSuperHierarchyInitializer(program, library, null, null);
    program.classesAccept(parents);
    library.classesAccept(parents);
    var references = new ClassReferenceInitializer(program, library, null, null, null, null);
    program.classesAccept(references);
    library.classesAccept(references);
    var children = new ClassSubHierarchyInitializer();
    program.accept(children);
    library.accept(children);
  }

  private void dropAttributes() {
    view.programClassPool.classesAccept(new ClassCleaner());
    var needed = new NonEmptyAttributeFilter(new AttributeUsageMarker());
    view.programClassPool.classesAccept(
        new AllAttributeVisitor(
            true,
            new RequiredAttributeFilter(needed, new AttributeNameFilter(ATTRIBUTES, needed))));
    view.programClassPool.classesAccept(new AttributeShrinker());
    view.programClassPool.classesAccept(new ClassCleaner());
  }

  private ClassPool keptOf(List<Jar> jars, Configuration configuration) {
    var used = new SimpleUsageMarker();
    var reach = new Reach(used);
    var named = new Named(view.programClassPool, reach);
    reach.setExtraConstantVisitor(named);
    for (var jar : jars) {
      jar.resources()
          .forEach(
              (name, content) -> {
                if (NAMES_CLASSES.matcher(name).matches()) {
                  named(content).forEach(named::keep);
                }
              });
    }
    new UsageMarker(configuration)
        .mark(view.programClassPool, view.libraryClassPool, view.resourceFilePool, used, reach);
    var kept = new ClassPool();
    view.programClassPool.classesAccept(
        new UsedClassFilter(
            used, new MultiClassVisitor(new ClassShrinker(used), new ClassPoolFiller(kept))));
    return kept;
  }

  private static List<String> named(byte[] content) {
    return new String(content, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /// Writes a jar with what was kept of it; none if that is nothing.
  ///
  /// Its entries are not compressed: the zip around them is, which then finds across classes what
  /// they have in common (half the size), and a class is read without being inflated first.
  private boolean write(Jar jar, ClassPool kept) throws IOException {
    var entries = new TreeMap<String, byte[]>();
    jar.classes()
        .forEach(
            (name, one) -> {
              if (kept.getClass(one.getName()) == one) {
                var bytes = new ByteArrayOutputStream();
                one.accept(new ProgramClassWriter(new DataOutputStream(bytes)));
                entries.put(name, bytes.toByteArray());
              }
            });
    if (entries.isEmpty()) {
      return false;
    }
    var before = foldersOf(jar.classes().keySet());
    var after = foldersOf(entries.keySet());
    jar.resources()
        .forEach(
            (name, content) -> {
              if (name.startsWith("META-INF/")
                  ? STAYS_IN_META_INF.matcher(name).matches()
                  : after.contains(folderOf(name)) || !before.contains(folderOf(name))) {
                entries.put(name, content);
              }
            });
    var file = folders.lib().resolve(jar.name());
    try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      zip.setMethod(ZipOutputStream.STORED);
      for (var one : entries.entrySet()) {
        put(zip, one.getKey(), one.getValue());
      }
    }
    return true;
  }

  /// A resource goes with the classes of its folder; one without such stays.
  private static Set<String> foldersOf(Set<String> names) {
    return names.stream().map(Shrink::folderOf).collect(Collectors.toSet());
  }

  private static String folderOf(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /// With the folders that it leaves empty.
  private static void delete(Path file) throws IOException {
    Files.delete(file);
    for (var folder = file.getParent(); isEmpty(folder); folder = folder.getParent()) {
      Files.delete(folder);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private void copy(List<Path> files) throws IOException {
    for (var file : files(folders.target())) {
      if (!file.startsWith(folders.lib())) {
        delete(file);
      }
    }
    for (var file : files) {
      var to = folders.target().resolve(folders.classes().relativize(file));
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
  }

  /// The same bytes for the same content: in order, and with one time.
  private void zip() throws IOException {
    try (var zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(folders.zip())))) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (var one : content(folders).entrySet()) {
        put(zip, one.getKey(), Files.readAllBytes(one.getValue()));
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(MADE);
    entry.setSize(content.length);
    var sum = new CRC32();
    sum.update(content);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /// What Lambda finds in its folder.
  private static TreeMap<String, Path> content(Folders folders) throws IOException {
    var all = new TreeMap<String, Path>();
    for (var file : files(folders.target())) {
      if (!file.startsWith(folders.lib())) {
        all.put(slashes(folders.target().relativize(file)), file);
      }
    }
    for (var file : files(folders.lib())) {
      all.put("lib/" + slashes(folders.lib().relativize(file)), file);
    }
    return all;
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var file : files(folder)) {
      Files.delete(file);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /// Of all that the package is made of, and of what makes it.
  private static String fingerprint(Folders folders) throws IOException {
    try {
      var sum = MessageDigest.getInstance("SHA-256");
      sum.update(folders.toString().getBytes(StandardCharsets.UTF_8));
      sum.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
      var all = new ArrayList<>(files(folders.rules().resolveSibling(".")));
      all.addAll(files(folders.classes()));
      all.addAll(files(folders.jars()));
      for (var file : all) {
        sum.update(file.toString().getBytes(StandardCharsets.UTF_8));
        sum.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(sum.digest()) + "\n";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Somebody may have deleted or changed it since.
  private static String made(Folders folders) throws IOException {
    var text = new StringBuilder();
    for (var one : content(folders).entrySet()) {
      text.append(one.getKey()).append(' ').append(Files.size(one.getValue())).append('\n');
    }
    return text.append(Files.exists(folders.zip())).toString();
  }

  /// Keeps what is found by its name: with how it is made, and what is called without one of it.
  private static final class Named implements ConstantVisitor {
    private final ClassPool program;
    private final ClassUsageMarker marker;

    Named(ClassPool program, ClassUsageMarker marker) {
      this.program = program;
      this.marker = marker;
    }

    void keep(String name) {
      var one = program.getClass(ClassUtil.internalClassName(name));
      if (one == null) {
        throw new IllegalStateException("a jar names a class that no jar has: " + name);
      }
      one.accept(marker);
      one.accept(new NamedMethodVisitor(ClassConstants.METHOD_NAME_INIT, null, marker));
      one.accept(
          new AllMethodVisitor(
              new MemberAccessFilter(AccessConstants.STATIC, AccessConstants.PRIVATE, marker)));
    }

    @Override
    public void visitAnyConstant(Clazz in, Constant constant) {
      // Numbers name nothing.
    }

    @Override
    public void visitStringConstant(Clazz in, StringConstant constant) {
      var text = constant.getString(in);
      if (text.indexOf('.') > 0 && program.getClass(ClassUtil.internalClassName(text)) != null) {
        keep(text);
      }
    }
  }

  /// ProGuard's marker, which marks the default methods of an interface not before something that
  /// is used has that interface.
  private static final class Reach extends ClassUsageMarker {
    private final Set<Clazz> implemented = new HashSet<>();
    private final Map<Clazz, List<ProgramMethod>> waiting = new HashMap<>();

    Reach(SimpleUsageMarker used) {
      super(used);
    }

    @Override
    protected void markProgramClassBody(ProgramClass one) {
      super.markProgramClassBody(one);
      one.hierarchyAccept(
          true, false, true, false, new ProgramClassFilter(each -> implement((ProgramClass) each)));
    }

    private void implement(ProgramClass one) {
      if (implemented.add(one)) {
        var methods = waiting.remove(one);
        if (methods != null) {
          methods.forEach(method -> markDefault(one, method));
        }
      }
    }

    private void markDefault(ProgramClass one, ProgramMethod method) {
      if (shouldBeMarkedAsUsed(method)) {
        one.accept(this);
        markAsUsed(method);
        markProgramMethodBody(one, method);
      }
    }

    /// As its parent's, save `defaults`.
    @Override
    protected void markMethodHierarchy(Clazz in, Method method) {
      var flags = method.getAccessFlags();
      if ((flags & (AccessConstants.PRIVATE | AccessConstants.STATIC)) != 0
          || ClassUtil.isInitializer(method.getName(in))) {
        return;
      }
      var unset =
          AccessConstants.PRIVATE
              | AccessConstants.STATIC
              | ((flags & AccessConstants.PUBLIC) == 0 ? 0 : AccessConstants.ABSTRACT);
      var defaults =
          new MemberVisitor() {
            @Override
            public void visitProgramMethod(ProgramClass one, ProgramMethod found) {
              if (implemented.contains(one)) {
                markDefault(one, found);
              } else {
                waiting.computeIfAbsent(one, _ -> new ArrayList<>()).add(found);
              }
            }
          };
      in.accept(
          new ClassAccessFilter(
              AccessConstants.INTERFACE,
              0,
              new ClassHierarchyTraveler(
                  false,
                  false,
                  false,
                  true,
                  new ProgramClassFilter(
                      new ClassAccessFilter(
                          AccessConstants.INTERFACE, 0, same(in, method, unset, defaults))))));
      in.accept(
          new ConcreteClassDownTraveler(
              new ClassHierarchyTraveler(true, true, false, true, same(in, method, unset, this))));
    }

    private static NamedMethodVisitor same(
        Clazz in, Method method, int unset, MemberVisitor visitor) {
      return new NamedMethodVisitor(
          method.getName(in), method.getDescriptor(in), new MemberAccessFilter(0, unset, visitor));
    }
  }
}
