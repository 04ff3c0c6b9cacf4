package io.footfall.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.footfall.dataset.Dataset;
import io.footfall.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of datasets, of their tables and relations in Java sources: in string literals
 * and in identifiers, not in comments.
 *
 * @param words in lower case; a literal has one if it is a word of it, an identifier if it is one
 *     of the words that it consists of
 */
record DatasetNames(Set<String> words) {

  /** Methods, options and results of visitors, such as {@link java.nio.file.FileVisitor}. */
  private static final Pattern OF_VISITORS =
      Pattern.compile("FileVisit\\w*|(visit|preVisit|postVisit)[A-Z]\\w*");

  private static final int SHOWN = 60;

  /**
   * Returns what to look for: the names of datasets, also of one record, and of tables and
   * relations. A name of a table that is a single word, such as {@code urls}, means other things
   * too and is left out.
   */
  static DatasetNames of(List<Dataset<?>> datasets) {
    Set<String> words = new LinkedHashSet<>();
    for (Dataset<?> dataset : datasets) {
      words.add(dataset.name());
      words.add(dataset.name().replaceFirst("s$", ""));
      words.add(dataset.relations().daily().name());
      dataset.tables().stream()
          .map(Table::name)
          .filter(name -> name.contains("_"))
          .forEach(words::add);
    }
    return new DatasetNames(words);
  }

  /**
   * Returns where names stand below a folder.
   *
   * @return {@code PATH:LINE: WORD in TEXT}, with paths relative to the folder
   */
  List<String> in(Path folder) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(folder)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    List<String> found = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String file =
            folder.toAbsolutePath().relativize(Path.of(unit.getSourceFile().toUri())).toString();
        new Scanner(unit, file, positions, found).scan(unit.getTypeDecls(), null);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  private final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final String file;
    private final SourcePositions positions;
    private final List<String> found;

    Scanner(CompilationUnitTree unit, String file, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.file = file;
      this.positions = positions;
      this.found = found;
    }

    private void look(Tree at, String text, List<String> parts) {
      for (String part : parts) {
        if (words.contains(part)) {
          long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, at));
          found.add(file + ":" + line + ": " + part + " in " + text);
        }
      }
    }

    /**
     * Leaves out command lines, which are examples in a help text or a message, and the verb in the
     * sentence that says what Footfall is.
     */
    private String withoutExamples(String text) {
      return text.lines()
          .filter(line -> !line.contains("footfall ") || line.strip().startsWith("Usage"))
          .map(line -> line.replace("who visits a website", ""))
          .collect(Collectors.joining("\n"));
    }

    private void identifier(Tree at, CharSequence name) {
      if (OF_VISITORS.matcher(name).matches()) {
        return;
      }
      List<String> parts =
          Arrays.stream(name.toString().split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_"))
              .map(part -> part.toLowerCase(Locale.ROOT))
              .toList();
      look(at, name.toString(), parts);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
      if (tree.getValue() instanceof String text) {
        String shared = withoutExamples(text);
        String shown = shared.strip().replaceAll("\\s+", " ");
        look(
            tree,
            '"' + shown.substring(0, Math.min(SHOWN, shown.length())) + '"',
            List.of(shared.toLowerCase(Locale.ROOT).split("\\W+")));
      }
      return super.visitLiteral(tree, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getName());
      return super.visitIdentifier(tree, null);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getIdentifier());
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getName());
      return super.visitMemberReference(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getSimpleName());
      return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getName());
      return super.visitMethod(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
      identifier(tree, tree.getName());
      return super.visitVariable(tree, null);
    }
  }
}
