package io.footfall.pipelines;

import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.OptionTable.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the files that the packaging generates: the launcher's list of commands, the man page, the
 * shell completions, and {@code footfall.jar}, which starts every command where there is no POSIX
 * shell.
 */
public final class PackagedFiles {
  /** The class paths of the launcher that together start every command, in search order. */
  private static final List<String> CLASS_PATHS =
      List.of("direct", "flink", "stream", "formats", "insight");

  /**
   * The packages that Flink opens by reflection; equals {@code flags_flink} in {@code
   * bin/footfall}.
   */
  private static final String OPENED_PACKAGES =
      "java.base/java.lang java.base/java.lang.reflect java.base/java.net java.base/java.nio"
          + " java.base/java.text java.base/java.time java.base/java.util"
          + " java.base/java.util.concurrent java.base/java.util.concurrent.atomic"
          + " java.base/sun.nio.ch";

  private PackagedFiles() {}

  /**
   * Writes {@code lib/commands.sh}, {@code footfall.1}, {@code footfall.jar} and {@code
   * completions}.
   *
   * @param args the directory to write to, which has the class paths of the launcher in {@code lib}
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    List<Command> commands = Commands.ofProgram().all();
    Path lib = Files.createDirectories(directory.resolve("lib"));
    Files.writeString(lib.resolve("commands.sh"), launcher(commands));
    Files.writeString(directory.resolve("footfall.1"), manual(commands));
    Path completions = Files.createDirectories(directory.resolve("completions"));
    for (String shell : CompletionCommand.SHELLS) {
      Files.writeString(
          completions.resolve("footfall." + shell), CompletionCommand.script(shell, commands));
    }
    writeJar(directory);
  }

  /**
   * Writes a jar without classes whose manifest names the main class and every jar that any command
   * needs, relative to itself, with the license files of the core jar. The same jars produce the
   * same bytes.
   */
  private static void writeJar(Path directory) throws IOException {
    Set<String> jars = new LinkedHashSet<>();
    String core = "lib/footfall-core.jar";
    if (Files.notExists(directory.resolve(core))) {
      core = "footfall-core.jar";
    }
    jars.add(core);
    for (String name : CLASS_PATHS) {
      String classPath = Files.readString(directory.resolve("lib/" + name + ".classpath"));
      for (String jar : classPath.strip().split(":", -1)) {
        jars.add("lib/" + (jar.startsWith("./") ? jar.substring(2) : jar));
      }
    }
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Footfall.class.getName());
    attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, Version.current());
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
    attributes.putValue("Add-Opens", OPENED_PACKAGES);
    attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
    try (ZipFile coreJar = new ZipFile(directory.resolve(core).toFile());
        ZipOutputStream jar =
            new ZipOutputStream(Files.newOutputStream(directory.resolve("footfall.jar")))) {
      jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(jar);
      for (String name : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
        jar.putNextEntry(entry(name));
        coreJar.getInputStream(coreJar.getEntry(name)).transferTo(jar);
      }
    }
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2025, 1, 1, 0, 0));
    return entry;
  }

  /**
   * Returns the shell variables from which the launcher chooses the class path and the JVM flags.
   */
  static String launcher(List<Command> commands) {
    TreeSet<String> switches = new TreeSet<>();
    for (Command command : commands) {
      for (Option option : command.options()) {
        if (option.listed().value().isEmpty() || !option.listed().implied().isEmpty()) {
          switches.add(option.name());
        }
      }
    }
    return """
        # Made from the list of commands. Sourced by bin/footfall.
        commands=' %s '
        with_connectors=' %s '
        with_insight=' %s '
        with_formats=' %s '
        with_test_servers=' %s '
        before_commands=' %s '
        long_commands=' %s '
        servers=' %s '
        reads_files=' %s '
        switches=' %s '
        """
        .formatted(
            names(commands, c -> true),
            names(commands, c -> c.about().libraries() == Libraries.CONNECTORS),
            names(commands, c -> c.about().libraries() == Libraries.INSIGHT),
            names(commands, Command::readsAnyFormat),
            names(commands, c -> c.about().libraries() == Libraries.DEMO),
            names(commands, Command::isBeforeCommand),
            names(commands, Command::isLong),
            names(commands, Command::isServer),
            names(commands, c -> c.about().operand().equals("input")),
            String.join(" ", switches));
  }

  private static String names(List<Command> commands, Predicate<Command> which) {
    return commands.stream().filter(which).map(Command::name).collect(Collectors.joining(" "));
  }

  /** Returns the man page. */
  static String manual(List<Command> commands) {
    StringBuilder page = new StringBuilder();
    page.append(".TH FOOTFALL 1 \"\" \"Footfall ").append(Version.current()).append("\"\n");
    page.append(".SH NAME\nfootfall \\- count who visits a website and what they buy\n");
    page.append(".SH SYNOPSIS\n.B footfall\n.I COMMAND\n[options] [files]\n");
    page.append(".SH COMMANDS\n");
    for (Command command : commands) {
      page.append(".TP\n.B ").append(command.name()).append('\n');
      page.append(escaped(command.about().summary())).append(".\n");
    }
    for (Command command : commands) {
      page.append(".SH ").append(command.name().toUpperCase(Locale.ROOT)).append('\n');
      page.append(".nf\n").append(escaped(command.usage())).append("\n.fi\n");
      for (Option option : command.options()) {
        page.append(".TP\n.B ").append(escaped(option.usage())).append('\n');
        page.append(escaped(option.description()));
        if (!option.fallback().isEmpty()) {
          page.append(" Default: ").append(escaped(option.fallback())).append('.');
        }
        page.append('\n');
      }
    }
    page.append(
        """
        .SH EXIT STATUS
        0 success, 1 reconcile: differences, 2 wrong usage, 3 more rejects than allowed, or check: a
        number is out of bounds, 65 no record could be counted, 66 input not found, 70 internal
        error, 74 reading or writing failed.
        """);
    return page.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
  }
}
